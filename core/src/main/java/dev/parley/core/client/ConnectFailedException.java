package dev.parley.core.client;

import dev.parley.core.protocol.Reason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A connection that did not come to be; the message says what to do about it. */
public final class ConnectFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  ConnectFailedException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why; {@link Reason#CONTRACT_MISMATCH} where the two sides do not fit. */
  public Reason reason() {
    return reason;
  }
}
