package dev.parley.core.client;

import dev.parley.core.event.EventType;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.GoAway;
import dev.parley.core.wire.Welcome;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How a client stands with its core: whether it was welcomed, told to go, and why the connection
 * ended. Safe for use by any thread.
 */
final class Standing {
  // Guarded by this.
  private @Nullable Welcome welcome;
  private @Nullable GoAway goAway;
  private boolean over;
  private @Nullable Throwable cause;
  private Reason own = Reason.CONNECTION_LOST;

  synchronized void welcomed(Welcome message) {
    welcome = message;
    notifyAll();
  }

  synchronized void told(GoAway message) {
    goAway = message;
    notifyAll();
  }

  /** This side ends the connection; the first cause counts. */
  synchronized void leaving(Reason reason, String text) {
    if (cause == null) {
      own = reason;
      cause = new IOException(text);
    }
  }

  /** Why the connection ended, as far as it is known. */
  synchronized Reason reason() {
    return goAway != null ? goAway.reason() : own;
  }

  /** The connection is closed. */
  synchronized void closed(@Nullable Throwable because) {
    over = true;
    if (cause == null) {
      cause = because;
    }
    notifyAll();
  }

  synchronized @Nullable Throwable cause() {
    return cause;
  }

  /** What is known of why the connection ended, to be put behind a sentence. */
  synchronized String why() {
    return goAway != null
        ? ": " + goAway.message()
        : cause != null ? ": " + cause.getMessage() : "";
  }

  /** The connection's end, for who listened. */
  synchronized EventFailedException end() {
    return new EventFailedException(
        OutgoingCalls.SUBSCRIBE.name(),
        reason(),
        null,
        "Nothing more is heard, the connection is closed" + why(),
        cause);
  }

  /** Why nothing can be sent, when the connection takes no more frames. */
  synchronized Reason refusal() {
    return goAway != null && goAway.reason() == Reason.SHUTTING_DOWN
        ? Reason.SHUTTING_DOWN
        : Reason.NOT_CONNECTED;
  }

  synchronized String refusalText(EventType<?, ?, ?> type) {
    return type
        + ": not sent, the connection is closed"
        + (goAway != null || own == Reason.NOT_CONNECTED ? why() : "");
  }

  /** Waits for the core's answer to the greeting. */
  synchronized Welcome awaitWelcome() throws ConnectFailedException, InterruptedException {
    while (welcome == null && goAway == null && !over) {
      wait();
    }
    if (welcome != null) {
      return welcome;
    }
    if (goAway != null) {
      throw new ConnectFailedException(
          goAway.reason(), "The core refused the connection: " + goAway.message(), null);
    }
    throw new ConnectFailedException(
        Reason.CONNECTION_LOST,
        cause == null
            ? "The core closed the connection before it answered"
            : "The connection failed before the core answered: " + cause.getMessage(),
        cause);
  }
}
