package dev.parley.core.hooks;

import dev.parley.core.dispatch.ServedCall;
import dev.parley.core.log.CoreLog;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Warns of handlers that take long, once per call, while they still run: the log then shows where
 * they are. It looks at what runs at each beat, so that a call that is over before costs nothing.
 * For use by the watchdog.
 */
final class SlowHandlers {
  /** How much of a stack is shown: one that waits has half a dozen frames of the JDK on top. */
  private static final int FRAMES = 12;

  private static final Long WARNED = Long.MIN_VALUE;

  private final long warnAfter;

  /** When each call that runs was first seen to, or that it was warned of. */
  private Map<ServedCall, Long> seen = new HashMap<>();

  /**
   * @param warnAfter how long a handler may run before it is warned of
   */
  SlowHandlers(Duration warnAfter) {
    this.warnAfter = warnAfter.toNanos();
  }

  /** Looks at the calls of this moment; those that are not among them have ended. */
  void look(long now, List<ServedCall> unanswered) {
    Map<ServedCall, Long> still = new HashMap<>();
    for (ServedCall call : unanswered) {
      // One of a serial plugin may wait for its turn. A stream lasts as long as its reader takes.
      if (call.thread() != null && call.streams() == null) {
        Long since = seen.getOrDefault(call, now);
        still.put(call, isDue(since, now) && warned(call, now - since) ? WARNED : since);
      }
    }
    seen = still;
  }

  private boolean isDue(Long since, long now) {
    return !since.equals(WARNED) && now - since >= warnAfter;
  }

  private static boolean warned(ServedCall call, long nanos) {
    Thread thread = call.thread();
    if (thread == null) {
      return false;
    }
    StackTraceElement[] stack = thread.getStackTrace();
    // Its thread may have gone on to another call since.
    if (call.thread() == null) {
      return false;
    }
    CoreLog.get()
        .log(
            System.Logger.Level.WARNING,
            () ->
                "%s: the handler has been running for %,d ms (Core.Builder.warnAfter); it is at%s"
                    .formatted(call, nanos / 1_000_000, top(stack)));
    return true;
  }

  private static String top(StackTraceElement[] stack) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(stack.length, FRAMES); i++) {
      text.append("\n    at ").append(stack[i]);
    }
    return text.toString();
  }
}
