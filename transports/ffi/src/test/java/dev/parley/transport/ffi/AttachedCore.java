package dev.parley.transport.ffi;

import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Listening;
import dev.parley.core.transport.Transport;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Lets the library start what is a core of the test's own: the configuration is the number of the
 * acceptor that is to listen.
 */
public final class AttachedCore implements EmbeddedCore {
  private static final AtomicLong NUMBERS = new AtomicLong();
  private static final Map<String, Way> WAYS = new ConcurrentHashMap<>();

  /** For the service loader. */
  public AttachedCore() {}

  @Override
  public AutoCloseable start(Transport way, String config) throws Exception {
    Way its = Objects.requireNonNull(WAYS.get(config));
    Listening listening = way.listen(its.acceptor());
    its.listening = listening;
    return listening;
  }

  /**
   * A way into the process for one core, by the library; closing it stops what that has started.
   */
  static final class Way implements Transport, AutoCloseable {
    private @Nullable Acceptor acceptor;
    private volatile @Nullable Listening listening;
    private volatile long core;

    private Acceptor acceptor() {
      return Objects.requireNonNull(acceptor);
    }

    /** What the library knows the core by. */
    long core() {
      return core;
    }

    @Override
    public Listening listen(Acceptor its) throws IOException {
      acceptor = its;
      String number = Long.toString(NUMBERS.incrementAndGet());
      WAYS.put(number, this);
      try {
        core = Libparley.start(AttachedCore.class.getName(), number);
      } catch (Libparley.StartFailed e) {
        throw new IOException(e);
      }
      return Objects.requireNonNull(listening);
    }

    /** A new link to the core. */
    ByteDuplex dial() throws IOException {
      return new LibraryLink(core);
    }

    @Override
    public void close() {
      if (core != 0) {
        int _ = Libparley.stop(core);
      }
    }
  }
}
