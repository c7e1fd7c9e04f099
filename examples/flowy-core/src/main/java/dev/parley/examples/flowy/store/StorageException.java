package dev.parley.examples.flowy.store;

/** The storage failed; no fault of the request. The cause is for the log. */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StorageException(String message) {
    super(message);
  }

  StorageException(String message, Throwable cause) {
    super(message, cause);
  }
}
