package dev.parley.core.wire;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageReader;
import dev.parley.core.codec.MessageWriter;
import java.util.List;

/**
 * Asks for notifications.
 *
 * @param id of the client's ids; the answer carries it, and so does {@code Unsubscribe}
 * @param source the source of the notifications; empty, and no types, for all of every source
 * @param types their numbers; empty for all
 * @param subjects what they are about; empty for all
 */
public record Subscribe(long id, String source, List<Integer> types, List<String> subjects) {
  public static final Codec<Subscribe> CODEC = new SubscribeCodec();

  public Subscribe {
    types = List.copyOf(types);
    subjects = List.copyOf(subjects);
  }

  /** Whether such a notification is asked for. */
  public boolean matches(String ofSource, int type, String subject) {
    return source.equals(ofSource)
        && (types.isEmpty() || types.contains(type))
        && (subjects.isEmpty() || subjects.contains(subject));
  }

  private static final class SubscribeCodec implements Codec<Subscribe> {
    @Override
    public String typeName() {
      return "Subscribe";
    }

    @Override
    public void write(Subscribe subscribe, MessageWriter out) {
      out.writeInt64(1, subscribe.id);
      out.writeString(2, subscribe.source);
      out.writeInt32List(3, subscribe.types);
      out.writeStringList(4, subscribe.subjects);
    }

    @Override
    public Subscribe read(MessageReader in) {
      long id = 0;
      String source = "";
      List<Integer> types = List.of();
      List<String> subjects = List.of();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case 1 << 3 -> id = in.readInt64();
          case 2 << 3 | 2 -> source = in.readString();
          case 3 << 3, 3 << 3 | 2 -> types = in.readInt32s(tag, types);
          case 4 << 3 | 2 -> subjects = in.add(subjects, in.readString());
          default -> in.skip(tag);
        }
      }
      return new Subscribe(id, source, types, subjects);
    }
  }
}
