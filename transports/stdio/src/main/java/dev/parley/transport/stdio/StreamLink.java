package dev.parley.transport.stdio;

import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * A connection over two streams. Nothing can end a read or a write that waits in a stream, so each
 * stream has a thread of its own, and closing leaves that thread to the stream's end.
 */
final class StreamLink implements ByteDuplex {
  private static final int RING_BYTES = 64 << 10;

  private final ByteRing incoming = new ByteRing(RING_BYTES);
  private final ByteRing outgoing = new ByteRing(RING_BYTES);
  private final Peer peer;

  private StreamLink(Peer peer) {
    this.peer = peer;
  }

  static StreamLink start(String name, InputStream in, OutputStream out, Peer peer) {
    StreamLink link = new StreamLink(peer);
    Thread.ofPlatform().daemon().name(name + " in").start(() -> link.receive(in));
    Thread.ofPlatform().daemon().name(name + " out").start(() -> link.send(out));
    return link;
  }

  private void receive(InputStream in) {
    byte[] buffer = new byte[RING_BYTES];
    try (in) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        putAll(buffer, count);
      }
      incoming.end();
    } catch (IOException e) {
      incoming.fail(e);
    }
  }

  private void putAll(byte[] buffer, int count) throws IOException {
    int put = 0;
    while (put < count) {
      put += incoming.put(buffer, put, count - put);
    }
  }

  private void send(OutputStream out) {
    byte[] buffer = new byte[RING_BYTES];
    try (out) {
      for (int count = outgoing.take(buffer, 0, buffer.length);
          count >= 0;
          count = outgoing.take(buffer, 0, buffer.length)) {
        out.write(buffer, 0, count);
        if (outgoing.isEmpty()) {
          out.flush();
        }
      }
    } catch (IOException e) {
      outgoing.fail(e);
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int at = target.position();
    int count = incoming.take(target.array(), target.arrayOffset() + at, target.remaining());
    if (count > 0) {
      target.position(at + count);
    }
    return count;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int at = source.position();
    int count = outgoing.put(source.array(), source.arrayOffset() + at, source.remaining());
    source.position(at + count);
    return count;
  }

  @Override
  public Peer peer() {
    return peer;
  }

  /** What was written still goes out, by the stream's own thread. */
  @Override
  public void close() {
    outgoing.end();
    incoming.abandon();
  }
}
