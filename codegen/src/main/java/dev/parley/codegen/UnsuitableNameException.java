package dev.parley.codegen;

import java.io.Serial;

/** A name of the contract that generated code can't carry; the message says what to do. */
public final class UnsuitableNameException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** Says which name it is, and what to do. */
  public UnsuitableNameException(String message) {
    super(message);
  }
}
