package dev.parley.core.client;

/**
 * That a notification was taken by all who wanted it, of which the core wants to hear. Safe for use
 * by any thread.
 */
final class Confirmation {
  private final Confirmations all;
  final long seq;

  /** How many have not taken it: the reader who gives it out, and who holds it. */
  private int open = 1; // guarded by all

  Confirmation(Confirmations all, long seq) {
    this.all = all;
    this.seq = seq;
  }

  /** Someone takes it later. Called while it is given out. */
  void hold() {
    synchronized (all) {
      open++;
    }
  }

  /** One of them has taken it, or wants it no more. */
  void taken() {
    synchronized (all) {
      if (--open == 0) {
        all.advance();
      }
    }
  }

  /** Asked with the lock of all held. */
  boolean isTaken() {
    return open == 0;
  }
}
