package dev.parley.transport.ffi;

/** A core can't be started; the message is for the people who run the host. */
final class CoreFailedException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  CoreFailedException(int status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  CoreFailedException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** What {@code parley_start} answers. */
  int status() {
    return status;
  }
}
