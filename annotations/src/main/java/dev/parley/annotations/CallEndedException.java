package dev.parley.annotations;

/**
 * Tells a handler that its call has ended without it: the front end cancelled it or is gone, the
 * deadline has passed, or the core closes. What the handler still answers is dropped, so it had
 * best let this pass through. Thrown as well where a thread that waits for an item, or for room to
 * send one, is interrupted by anybody else.
 */
public final class CallEndedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message why the call has ended
   */
  public CallEndedException(String message) {
    super(message);
  }
}
