package dev.parley.core.memory;

import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Listening;
import dev.parley.core.transport.Peer;
import dev.parley.core.transport.Transport;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A transport within the process: bytes through bounded buffers, with the same framing, threads and
 * limits as a socket. One core listens to it; any number of front ends {@linkplain #dial dial} it.
 * Safe for use by any thread.
 */
public final class MemoryTransport implements Transport {
  /** What a direction holds unless said otherwise, in bytes; about what a unix socket does. */
  public static final int DEFAULT_CAPACITY = 64 << 10;

  private final int capacity;
  private @Nullable Acceptor acceptor;

  private MemoryTransport(int capacity) {
    this.capacity = capacity;
  }

  /** A transport whose connections hold {@link #DEFAULT_CAPACITY} bytes in each direction. */
  public static MemoryTransport create() {
    return new MemoryTransport(DEFAULT_CAPACITY);
  }

  /**
   * A transport whose connections hold so many bytes in each direction before a writer waits.
   *
   * @throws IllegalArgumentException if the capacity is not positive
   */
  public static MemoryTransport withCapacity(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("A capacity of %,d bytes".formatted(bytes));
    }
    return new MemoryTransport(bytes);
  }

  @Override
  public synchronized Listening listen(Acceptor core) throws IOException {
    if (acceptor != null) {
      throw new IOException("A core listens to this MemoryTransport already; make one for each");
    }
    acceptor = core;
    return new Listening() {
      @Override
      public String address() {
        return "memory";
      }

      @Override
      public void close() {
        stop();
      }
    };
  }

  private synchronized void stop() {
    acceptor = null;
  }

  /**
   * Connects a front end.
   *
   * @throws IOException if no core listens
   */
  public ByteDuplex dial() throws IOException {
    Acceptor core;
    synchronized (this) {
      core = acceptor;
    }
    if (core == null) {
      throw new IOException("No core listens to this MemoryTransport");
    }
    BytePipe toCore = new BytePipe(capacity);
    BytePipe fromCore = new BytePipe(capacity);
    core.accept(new MemoryDuplex(toCore, fromCore, Peer.of("memory", "memory, a front end")));
    return new MemoryDuplex(fromCore, toCore, Peer.of("memory", "memory, the core"));
  }
}
