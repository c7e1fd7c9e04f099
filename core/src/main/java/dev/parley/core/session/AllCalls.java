package dev.parley.core.session;

import dev.parley.core.deadline.Deadlines;
import java.util.concurrent.atomic.AtomicInteger;

/** What the calls of all connections share: how many there may be, and their deadlines. */
final class AllCalls {
  private final int limit;
  private final Deadlines deadlines;
  private final AtomicInteger inFlight = new AtomicInteger();

  AllCalls(int limit, Deadlines deadlines) {
    this.limit = limit;
    this.deadlines = deadlines;
  }

  /** Counts one more, unless there are as many as there may be. */
  boolean begin() {
    return inFlight.getAndUpdate(n -> n < limit ? n + 1 : n) < limit;
  }

  void end() {
    inFlight.decrementAndGet();
  }

  boolean isFull() {
    return inFlight.get() >= limit;
  }

  Deadlines deadlines() {
    return deadlines;
  }
}
