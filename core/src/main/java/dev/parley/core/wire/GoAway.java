package dev.parley.core.wire;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageReader;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.protocol.Reason;

/**
 * Says that the connection ends, or that no new calls are taken.
 *
 * @param message for people
 */
public record GoAway(Reason reason, String message) {
  public static final Codec<GoAway> CODEC = new GoAwayCodec();

  private static final class GoAwayCodec implements Codec<GoAway> {
    @Override
    public String typeName() {
      return "GoAway";
    }

    @Override
    public void write(GoAway goAway, MessageWriter out) {
      out.writeInt32(1, goAway.reason.number());
      out.writeString(2, goAway.message);
    }

    @Override
    public GoAway read(MessageReader in) {
      int reason = 0;
      String message = "";
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case 1 << 3 -> reason = in.readInt32();
          case 2 << 3 | 2 -> message = in.readString();
          default -> in.skip(tag);
        }
      }
      return new GoAway(Reason.of(reason), message);
    }
  }
}
