package dev.parley.transport.stdio;

import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Listening;
import dev.parley.core.transport.Peer;
import dev.parley.core.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.InterruptibleChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Carries one front end over a pair of byte streams, usually the stdin and stdout of a core that
 * the front end started as its child. When that front end goes, the core has no way in any more,
 * closes itself, and {@link dev.parley.core.Core#awaitClose} returns.
 *
 * <p>Each instance is for one core. Safe for use by any thread.
 */
public final class StdioTransport implements Transport {
  /** Whoever has the other ends. */
  private static final Peer PEER = Peer.of("stdio", "stdio");

  private final ByteDuplex link;
  private final AtomicBoolean used = new AtomicBoolean();

  private StdioTransport(ByteDuplex link) {
    this.link = link;
  }

  /**
   * Takes this process's stdin and stdout for the front end that started it. To be called first in
   * {@code main}, before anything can print. From here on
   *
   * <ul>
   *   <li>{@code System.out} is {@code System.err}, the log, and {@code System.in} is empty;
   *   <li>on Linux and macOS the descriptors 0 and 1 themselves are exchanged, for an empty input
   *       and for stderr, so that native code and child processes can't get in between either. That
   *       needs native access ({@code --enable-native-access=dev.parley.transport.stdio}, or {@code
   *       ALL-UNNAMED} on the class path); a JVM that denies it says so in the log, and is
   *       protected against Java code only.
   * </ul>
   *
   * @throws IllegalStateException if they were taken before
   */
  public static StdioTransport inherit() {
    return new StdioTransport(InheritedStreams.take());
  }

  /**
   * Over given channels, in blocking mode, which the transport closes. To close them must end a
   * read or a write that waits, as the JDK's own interruptible channels do.
   */
  public static <
          R extends ReadableByteChannel & InterruptibleChannel,
          W extends WritableByteChannel & InterruptibleChannel>
      StdioTransport over(R in, W out) {
    return new StdioTransport(new ChannelLink(in, out, PEER));
  }

  /**
   * Over given streams, which the transport closes. Each has a daemon thread of its own that may go
   * on waiting in it after the connection was closed, as a stream's read can't be ended.
   */
  public static StdioTransport over(InputStream in, OutputStream out) {
    return new StdioTransport(StreamLink.start("stdio", in, out, PEER));
  }

  @Override
  public Listening listen(Acceptor acceptor) throws IOException {
    if (!used.compareAndSet(false, true)) {
      throw new IOException(
          "This StdioTransport has been given to a core; it carries one front end, once");
    }
    acceptor.accept(link);
    acceptor.exhausted();
    return new Carrying();
  }

  /** The one front end is there from the beginning, so there is nothing to stop. */
  private record Carrying() implements Listening {
    @Override
    public String address() {
      return "stdio";
    }

    @Override
    public void close() {
      // The connection lives on, as of every transport.
    }
  }
}
