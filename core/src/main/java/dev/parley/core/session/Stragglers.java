package dev.parley.core.session;

import dev.parley.core.dispatch.ServedCall;
import dev.parley.core.log.CoreLog;
import dev.parley.core.time.Ticker;
import java.time.Duration;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Handlers that were interrupted and have not ended: each is named in the log once. */
final class Stragglers {
  /** Enough to see what it does; the rest is how it came there. */
  private static final int FRAMES = 8;

  private record Straggler(ServedCall call, long since) {}

  private final Ticker ticker;
  private final Duration grace;
  private final Queue<Straggler> waiting = new ConcurrentLinkedQueue<>();

  Stragglers(Ticker ticker, Duration grace) {
    this.ticker = ticker;
    this.grace = grace;
  }

  /** The call's handler was interrupted, if it runs. */
  void add(ServedCall call) {
    if (call.thread() != null) {
      waiting.add(new Straggler(call, ticker.nanos()));
    }
  }

  /** Whether some have still time. */
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void check() {
    if (waiting.isEmpty()) {
      return;
    }
    long now = ticker.nanos();
    for (Iterator<Straggler> all = waiting.iterator(); all.hasNext(); ) {
      Straggler straggler = all.next();
      Thread thread = straggler.call.thread();
      if (thread == null) {
        all.remove();
      } else if (now - straggler.since > grace.toNanos()) {
        all.remove();
        name(straggler.call, thread);
      }
    }
  }

  private void name(ServedCall call, Thread thread) {
    StringBuilder text = new StringBuilder();
    text.append(call)
        .append(": the handler goes on ")
        .append("%,d".formatted(grace.toMillis()))
        .append(" ms after it was interrupted (Limits.cancelGrace); it is at");
    StackTraceElement[] frames = thread.getStackTrace();
    for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
      text.append("\n    ").append(frames[i]);
    }
    CoreLog.get().log(System.Logger.Level.WARNING, text.toString());
  }
}
