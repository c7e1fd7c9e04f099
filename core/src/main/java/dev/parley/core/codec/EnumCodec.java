package dev.parley.core.codec;

import org.jspecify.annotations.Nullable;

/**
 * Maps the constants of one enum to their numbers. Implementations are generated, have no state and
 * may be used by any number of threads.
 */
public interface EnumCodec<E extends Enum<E>> {
  /** The enum's simple name, for error messages. */
  String typeName();

  /** The constant's number on the wire. */
  int number(E constant);

  /** The constant with this number; null if there is none. */
  @Nullable E constant(int number);
}
