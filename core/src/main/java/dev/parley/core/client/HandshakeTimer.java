package dev.parley.core.client;

import dev.parley.core.protocol.Reason;
import dev.parley.core.time.Ticker;
import java.time.Duration;

/** Ends a connection whose core does not answer the greeting in time. */
final class HandshakeTimer {
  private final Duration timeout;
  private final ClientSession session;
  private final long startedAt;
  private volatile boolean done;

  HandshakeTimer(Ticker ticker, Duration timeout, ClientSession session) {
    this.timeout = timeout;
    this.session = session;
    this.startedAt = ticker.nanos();
  }

  void done() {
    done = true;
  }

  void check(long now) {
    if (!done && now - startedAt > timeout.toNanos()) {
      done = true;
      session.leave(
          Reason.LIMIT_EXCEEDED,
          "The core did not answer the Hello within %,d ms (Limits.handshakeTimeout)"
              .formatted(timeout.toMillis()));
    }
  }
}
