package dev.parley.core.connection;

import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the writers of many connections, one after the other, on a thread of its own. Who has
 * written the same to a hundred connections leaves the waking to it and goes on: while one writer
 * after the other gets its turn, the next frames gather, and each writer has many to write at once.
 * The thread begins when it is needed. Safe for use by any thread.
 */
public final class Flusher implements AutoCloseable {
  private final LinkedBlockingQueue<Connection> waiting = new LinkedBlockingQueue<>();
  private final String name;

  // Guarded by this.
  private @Nullable Thread thread;

  private volatile boolean begun;
  private volatile boolean closed;

  /**
   * @param name what the thread is called
   */
  public Flusher(String name) {
    this.name = name;
  }

  /**
   * Has the connection's writer woken, soon; at once if this was closed or its thread can't begin.
   */
  void add(Connection connection) {
    waiting.add(connection);
    if (!begun) {
      begin();
    }
    if (!begun || closed) {
      wakeAll();
    }
  }

  private synchronized void begin() {
    if (!begun && !closed) {
      try {
        thread = Thread.ofPlatform().daemon().name(name).start(this::run);
        begun = true;
      } catch (OutOfMemoryError e) {
        // Who sends wakes them itself this time.
      }
    }
  }

  private void run() {
    try {
      while (!closed) {
        wake(waiting.take());
      }
    } catch (InterruptedException e) {
      // Closed; whoever adds something still wakes it.
    }
    wakeAll();
  }

  private void wakeAll() {
    for (Connection next = waiting.poll(); next != null; next = waiting.poll()) {
      wake(next);
    }
  }

  /** A writer that can't begin costs its own connection, not what the others wait for. */
  private static void wake(Connection connection) {
    try {
      connection.wakeWriter();
    } catch (RuntimeException | OutOfMemoryError e) {
      connection.close(e);
    }
  }

  /** Ends the thread; nothing that was added is forgotten. */
  @Override
  public synchronized void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
