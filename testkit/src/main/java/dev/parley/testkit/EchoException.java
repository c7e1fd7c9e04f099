package dev.parley.testkit;

import dev.parley.annotations.EventException;

/** The declared error of {@link Echo}'s events. */
public final class EchoException extends EventException {
  private static final long serialVersionUID = 1L;

  private final transient Note error;

  public EchoException(Note error) {
    super(error.text());
    this.error = error;
  }

  @Override
  public Note error() {
    return error;
  }
}
