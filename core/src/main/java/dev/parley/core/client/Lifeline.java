package dev.parley.core.client;

import dev.parley.core.wire.Welcome;

/** What keeps a client connected: one link, or one after another. Safe for use by any thread. */
interface Lifeline {
  /** What the core said last. */
  Welcome welcome();

  /** Whether calls can be made. */
  boolean isOpen();

  /** Ends it for good. Idempotent. */
  void close();
}
