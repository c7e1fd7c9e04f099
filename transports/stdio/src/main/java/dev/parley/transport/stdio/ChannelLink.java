package dev.parley.transport.stdio;

import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.InterruptibleChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A connection over two channels whose closing ends what waits in them. */
final class ChannelLink implements ByteDuplex {
  private final ReadableByteChannel in;
  private final WritableByteChannel out;
  private final Peer peer;

  <
          R extends ReadableByteChannel & InterruptibleChannel,
          W extends WritableByteChannel & InterruptibleChannel>
      ChannelLink(R in, W out, Peer peer) {
    this.in = in;
    this.out = out;
    this.peer = peer;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return in.read(target);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return out.write(source);
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public void close() {
    close(out);
    close(in);
  }

  private static void close(Channel channel) {
    try {
      channel.close();
    } catch (IOException alreadyGone) {
      // The descriptor is released whatever close(2) reports, and there is nobody left to tell.
    }
  }
}
