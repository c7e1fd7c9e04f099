package dev.parley.core.client;

import dev.parley.core.protocol.Reason;
import org.jspecify.annotations.Nullable;

/** A call that ended without a response: with the event's declared error, or for a reason. */
public final class EventFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String event;
  private final Reason reason;
  private final transient @Nullable Object error;

  EventFailedException(
      String event,
      Reason reason,
      @Nullable Object error,
      String message,
      @Nullable Throwable cause) {
    super(message, cause);
    this.event = event;
    this.reason = reason;
    this.error = error;
  }

  /** The qualified name of the event that was called. */
  public String event() {
    return event;
  }

  /** Why it failed; {@link Reason#UNSPECIFIED} where the event answered its declared error. */
  public Reason reason() {
    return reason;
  }

  /** The declared error, or null where the call failed for a {@link #reason()}. */
  public @Nullable Object error() {
    return error;
  }
}
