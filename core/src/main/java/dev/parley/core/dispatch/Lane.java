package dev.parley.core.dispatch;

import dev.parley.core.log.CoreLog;
import java.util.ArrayDeque;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs the calls of a serial group one at a time, in the order in which they came, on a virtual
 * thread that lives while there are any. It holds no more calls than are in flight.
 */
final class Lane {
  private final ThreadFactory threads;

  // Guarded by this.
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  Lane(String group) {
    threads = Thread.ofVirtual().name(group + " (serial)").factory();
  }

  /** Runs the call when those before it have ended. */
  synchronized void add(Runnable call) {
    waiting.add(call);
    if (!running) {
      boolean started = false;
      try {
        threads.newThread(this::run).start();
        started = true;
      } finally {
        if (!started) {
          waiting.removeLast();
        }
      }
      running = true;
    }
  }

  private void run() {
    for (Runnable call = next(); call != null; call = next()) {
      try {
        call.run();
      } catch (Throwable e) {
        // Calls answer for themselves; the lane must go on whatever one of them does.
        log(e);
      }
    }
  }

  private static void log(Throwable e) {
    try {
      CoreLog.get().log(System.Logger.Level.ERROR, "A serial call failed beyond its handler", e);
    } catch (Throwable logging) {
      // There is no memory to say so either.
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable call = waiting.poll();
    running = call != null;
    return call;
  }
}
