package dev.parley.core.codec;

/** Messages as a map's values; an absent one is the message of empty values. */
final class MessageKind<T> extends ValueKind<T> {
  private final Codec<T> codec;

  MessageKind(Codec<T> codec) {
    this.codec = codec;
  }

  @Override
  int wireType() {
    return Wire.LENGTH_DELIMITED;
  }

  @Override
  void write(int field, T value, MessageWriter out) {
    out.writeMessage(field, value, codec);
  }

  @Override
  void read(MessageReader in, Slot<T> slot) {
    slot.span = in.readSpan(slot.span);
  }

  @Override
  T finish(int field, MessageReader in, Slot<T> slot) {
    return in.message(field, slot.span, codec);
  }
}
