package dev.parley.testkit;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageReader;
import dev.parley.core.codec.MessageWriter;

/** Bytes in the place of a message, whether they are one or not. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record RawBytes(byte[] bytes) {
  public static final Codec<RawBytes> CODEC = new RawBytesCodec();

  private static final class RawBytesCodec implements Codec<RawBytes> {
    @Override
    public void write(RawBytes message, MessageWriter out) {
      for (byte b : message.bytes) {
        out.ensure(1);
        int at = out.reserve(1);
        out.array()[at] = b;
      }
    }

    @Override
    public RawBytes read(MessageReader in) {
      throw new UnsupportedOperationException("RawBytes are only sent");
    }
  }
}
