package dev.parley.core.client;

import java.util.ArrayDeque;
import java.util.function.LongConsumer;

/**
 * The notifications of one session that the core wants to know taken. It is told the number up to
 * which all of them are; so one that waits holds back those behind it, and the core sends no more
 * than a few. Safe for use by any thread.
 */
final class Confirmations {
  private final LongConsumer tell;
  private final ArrayDeque<Confirmation> open = new ArrayDeque<>(); // guarded by this

  /**
   * @param tell sends the core the number of a notification, up to which all are taken; never waits
   */
  Confirmations(LongConsumer tell) {
    this.tell = tell;
  }

  /** A notification arrived that is to be confirmed; {@link Confirmation#taken} when given out. */
  synchronized Confirmation arrived(long seq) {
    Confirmation confirmation = new Confirmation(this, seq);
    open.add(confirmation);
    return confirmation;
  }

  /** Tells how far all are taken; called with the lock held, so that the numbers only grow. */
  void advance() {
    long seq = 0;
    while (!open.isEmpty() && open.element().isTaken()) {
      seq = open.remove().seq;
    }
    if (seq != 0) {
      tell.accept(seq);
    }
  }
}
