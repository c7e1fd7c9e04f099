package dev.parley.core.codec;

import org.jspecify.annotations.Nullable;

/**
 * What a map's keys or values are: one of {@link ValueKinds}, or made from the codec of a message
 * or an enum by {@link MessageReader} and {@link MessageWriter}.
 *
 * @param <T> the Java type
 */
public abstract sealed class ValueKind<T> permits ScalarKind, MessageKind, EnumKind {
  ValueKind() {}

  abstract int wireType();

  /** Writes the key or value, even if it is the empty one. */
  abstract void write(int field, T value, MessageWriter out);

  /** Reads an occurrence into the slot. */
  abstract void read(MessageReader in, Slot<T> slot);

  /** What the slot holds when all occurrences are read. */
  abstract T finish(int field, MessageReader in, Slot<T> slot);

  /** What is known of a key or value while an entry is read. */
  static final class Slot<T> {
    @Nullable T value;
    long span;
  }

  /** A method of {@link MessageWriter} that writes such a value. */
  interface Put<T> {
    void put(MessageWriter out, int field, T value);
  }
}
