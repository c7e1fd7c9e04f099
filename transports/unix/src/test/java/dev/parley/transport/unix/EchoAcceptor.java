package dev.parley.transport.unix;

import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends back what front ends send, each on a thread of its own, and counts them. */
final class EchoAcceptor implements Acceptor {
  final AtomicInteger accepted = new AtomicInteger();

  @Override
  public void accept(ByteDuplex link) {
    accepted.incrementAndGet();
    Thread.ofPlatform().daemon().start(() -> echo(link));
  }

  @Override
  public FrameReceiver accept(FrameDuplex link) {
    throw new AssertionError("a unix socket carries bytes");
  }

  private static void echo(ByteDuplex link) {
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    try (link) {
      while (link.read(buffer.clear()) > 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          link.write(buffer);
        }
      }
    } catch (IOException theOtherSideIsGone) {
      // The test looks at what the front end saw.
    }
  }
}
