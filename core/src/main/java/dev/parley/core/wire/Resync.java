package dev.parley.core.wire;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageReader;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.protocol.Reason;

/**
 * Says that notifications were left out here, so that what a front end shows is to be loaded again.
 *
 * @param message for people
 */
public record Resync(Reason reason, String message) {
  public static final Codec<Resync> CODEC = new ResyncCodec();

  private static final class ResyncCodec implements Codec<Resync> {
    @Override
    public String typeName() {
      return "Resync";
    }

    @Override
    public void write(Resync resync, MessageWriter out) {
      out.writeInt32(1, resync.reason.number());
      out.writeString(2, resync.message);
    }

    @Override
    public Resync read(MessageReader in) {
      int reason = 0;
      String message = "";
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case 1 << 3 -> reason = in.readInt32();
          case 2 << 3 | 2 -> message = in.readString();
          default -> in.skip(tag);
        }
      }
      return new Resync(Reason.of(reason), message);
    }
  }
}
