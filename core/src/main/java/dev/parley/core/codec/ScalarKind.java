package dev.parley.core.codec;

import java.util.function.Function;

/** Numbers, strings and bytes as a map's keys or values. */
final class ScalarKind<T> extends ValueKind<T> {
  private final int wireType;
  private final T empty;
  private final ValueKind.Put<T> put;
  private final Function<MessageReader, T> get;

  ScalarKind(int wireType, T empty, ValueKind.Put<T> put, Function<MessageReader, T> get) {
    this.wireType = wireType;
    this.empty = empty;
    this.put = put;
    this.get = get;
  }

  @Override
  int wireType() {
    return wireType;
  }

  @Override
  void write(int field, T value, MessageWriter out) {
    put.put(out, field, out.required(field, value));
  }

  @Override
  void read(MessageReader in, Slot<T> slot) {
    slot.value = get.apply(in);
  }

  @Override
  T finish(int field, MessageReader in, Slot<T> slot) {
    T value = slot.value;
    return value == null ? empty : value;
  }
}
