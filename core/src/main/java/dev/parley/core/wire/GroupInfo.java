package dev.parley.core.wire;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageReader;
import dev.parley.core.codec.MessageWriter;

/**
 * What one side says of a group in the handshake.
 *
 * @param shape the shape, or empty where the fingerprint says it all
 */
public record GroupInfo(String name, String fingerprint, String shape) {
  static final Codec<GroupInfo> CODEC = new GroupInfoCodec();

  private static final class GroupInfoCodec implements Codec<GroupInfo> {
    @Override
    public String typeName() {
      return "GroupInfo";
    }

    @Override
    public void write(GroupInfo group, MessageWriter out) {
      out.writeString(1, group.name);
      out.writeString(2, group.fingerprint);
      out.writeString(3, group.shape);
    }

    @Override
    public GroupInfo read(MessageReader in) {
      String name = "";
      String fingerprint = "";
      String shape = "";
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case 1 << 3 | 2 -> name = in.readString();
          case 2 << 3 | 2 -> fingerprint = in.readString();
          case 3 << 3 | 2 -> shape = in.readString();
          default -> in.skip(tag);
        }
      }
      return new GroupInfo(name, fingerprint, shape);
    }
  }
}
