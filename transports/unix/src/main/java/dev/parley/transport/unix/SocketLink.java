package dev.parley.transport.unix;

import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One connected unix socket, in blocking mode. */
final class SocketLink implements ByteDuplex {
  private final SocketChannel channel;
  private final Peer peer;

  SocketLink(SocketChannel channel, Peer peer) {
    this.channel = channel;
    this.peer = peer;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return channel.read(target);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return channel.write(source);
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException alreadyGone) {
      // The descriptor is released whatever close(2) reports, and there is nobody left to tell.
    }
  }
}
