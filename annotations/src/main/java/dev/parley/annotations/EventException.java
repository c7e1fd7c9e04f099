package dev.parley.annotations;

/**
 * The typed failure of an event: a subclass named in an event's {@code throws} clause makes the
 * type of its {@link #error()} the error that the front end gets.
 *
 * <p>It is unchecked, so that a record's constructor can throw it as well: where the event declares
 * it the front end gets the typed error and the handler never runs.
 */
public abstract class EventException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message a sentence for the log
   */
  protected EventException(String message) {
    super(message);
  }

  /**
   * @param message a sentence for the log
   * @param cause what led to it; kept for the log and never shown to the front end
   */
  protected EventException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The error for the front end: a {@link Message}. A subclass narrows the return type to it. */
  public abstract Object error();
}
