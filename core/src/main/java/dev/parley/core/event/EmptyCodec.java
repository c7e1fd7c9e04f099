package dev.parley.core.event;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageReader;
import dev.parley.core.codec.MessageWriter;

/** The codec of {@link Empty}. */
final class EmptyCodec implements Codec<Empty> {
  @Override
  public String typeName() {
    return "Empty";
  }

  @Override
  public void write(Empty message, MessageWriter out) {
    // A message without fields has no bytes.
  }

  @Override
  public Empty read(MessageReader in) {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      in.skip(tag);
    }
    return Empty.EMPTY;
  }
}
