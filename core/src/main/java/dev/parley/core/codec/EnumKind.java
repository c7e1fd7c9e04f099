package dev.parley.core.codec;

/** Constants of an enum as a map's values; an absent one is the constant numbered 0. */
final class EnumKind<E extends Enum<E>> extends ValueKind<E> {
  private final EnumCodec<E> codec;

  EnumKind(EnumCodec<E> codec) {
    this.codec = codec;
  }

  @Override
  int wireType() {
    return Wire.VARINT;
  }

  @Override
  void write(int field, E value, MessageWriter out) {
    out.putEnum(field, value, codec);
  }

  @Override
  void read(MessageReader in, Slot<E> slot) {
    slot.value = in.readEnum(codec);
  }

  @Override
  E finish(int field, MessageReader in, Slot<E> slot) {
    E value = slot.value;
    return value == null ? in.constant(0, codec) : value;
  }
}
