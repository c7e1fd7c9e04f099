package dev.parley.transport.unix;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;

/**
 * The first unix socket of a process, opened and closed on a thread of its own. The JDK loads its
 * security providers for it, which it needs for sockets without a name; meanwhile the core that is
 * to listen is being built.
 */
final class FirstSocket {
  static {
    Thread.ofPlatform().daemon().name("parley-first-socket").start(FirstSocket::open);
  }

  private FirstSocket() {}

  /** Begins, if nobody has before; does not wait for it. */
  static void begin() {}

  private static void open() {
    try {
      ServerSocketChannel.open(StandardProtocolFamily.UNIX).close();
    } catch (IOException | UnsupportedOperationException e) {
      // Whoever listens is told.
    }
  }
}
