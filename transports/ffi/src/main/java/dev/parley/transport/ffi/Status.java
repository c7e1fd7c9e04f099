package dev.parley.transport.ffi;

/** What the functions of {@code parley.h} answer: {@code enum parley_status}. */
final class Status {
  static final int OK = 0;
  static final int INVALID = -1;
  static final int CLOSED = -2;
  static final int NO_CORE = -6;
  static final int CORE_FAILED = -7;
  static final int TOO_LARGE = -8;
  static final int OVERLOADED = -9;
  static final int BUSY = -11;
  static final int NO_MEMORY = -13;

  private Status() {}

  /** The status for a failure that must not leave Java. */
  static int of(Throwable failure) {
    return failure instanceof OutOfMemoryError ? NO_MEMORY : CORE_FAILED;
  }
}
