package dev.parley.codegen;

import java.io.IOException;
import java.io.Serial;

/** Generated files can't be written because of what stands in their place. */
public final class OutputException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  OutputException(String message) {
    super(message);
  }
}
