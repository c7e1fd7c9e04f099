package dev.parley.examples.flowy.error;

import dev.parley.annotations.EventException;

/** Carries a {@link FlowyError} to the front end. */
public final class FlowyException extends EventException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // never serialised: it ends at the event's answer
  private final FlowyError error;

  /** Fails an event with {@code error}. */
  public FlowyException(FlowyError error) {
    super(error.msg());
    this.error = error;
  }

  /** Fails an event with {@code code} and its own sentence. */
  public FlowyException(ErrorCode code) {
    this(FlowyError.of(code));
  }

  @Override
  public FlowyError error() {
    return error;
  }
}
