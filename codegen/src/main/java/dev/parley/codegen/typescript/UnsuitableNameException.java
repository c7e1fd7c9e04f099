package dev.parley.codegen.typescript;

import java.io.Serial;

/** A name of the contract that generated TypeScript can't carry; the message says what to do. */
public final class UnsuitableNameException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  UnsuitableNameException(String message) {
    super(message);
  }
}
