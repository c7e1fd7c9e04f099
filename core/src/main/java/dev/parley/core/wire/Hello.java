package dev.parley.core.wire;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageReader;
import dev.parley.core.codec.MessageWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first frame of a client.
 *
 * @param client the client's name, for the log
 * @param groups what the client was built from, without shapes
 * @param maxFrameBytes the largest frame the client accepts; 0 for whatever the core sends
 * @param streamItems how many items of a stream the core may send before it is given more credit
 * @param streamBytes how many bytes of items of a stream the core may send before that
 * @param resumable whether the client wants a session that outlives its link
 * @param session the session to go on with; null for a new one
 * @param received up to which position of that session the client has handled what the core sent
 */
public record Hello(
    int protocol,
    String client,
    List<GroupInfo> groups,
    int maxFrameBytes,
    int streamItems,
    int streamBytes,
    boolean resumable,
    @Nullable SessionId session,
    long received) {
  public static final Codec<Hello> CODEC = new HelloCodec();

  public Hello {
    groups = List.copyOf(groups);
  }

  /** A greeting that asks for a session which lives as long as its link. */
  public Hello(
      int protocol,
      String client,
      List<GroupInfo> groups,
      int maxFrameBytes,
      int streamItems,
      int streamBytes) {
    this(protocol, client, groups, maxFrameBytes, streamItems, streamBytes, false, null, 0);
  }

  /**
   * The same greeting, which asks for a session that outlives its link.
   *
   * @param session the one to go on with; null for a new one
   * @param received up to which position of it was handled what the core sent
   */
  public Hello resuming(@Nullable SessionId session, long received) {
    return new Hello(
        protocol, client, groups, maxFrameBytes, streamItems, streamBytes, true, session, received);
  }

  private static final class HelloCodec implements Codec<Hello> {
    @Override
    public String typeName() {
      return "Hello";
    }

    @Override
    public void write(Hello hello, MessageWriter out) {
      out.writeUint32(1, hello.protocol);
      out.writeString(2, hello.client);
      out.writeMessageList(3, hello.groups, GroupInfo.CODEC);
      out.writeUint32(4, hello.maxFrameBytes);
      out.writeUint32(5, hello.streamItems);
      out.writeUint32(6, hello.streamBytes);
      out.writeBool(7, hello.resumable);
      SessionId.write(8, hello.session, out);
      out.writeInt64(9, hello.received);
    }

    @Override
    public Hello read(MessageReader in) {
      int protocol = 0;
      String client = "";
      List<GroupInfo> groups = List.of();
      int maxFrameBytes = 0;
      int streamItems = 0;
      int streamBytes = 0;
      boolean resumable = false;
      SessionId session = null;
      long received = 0;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case 1 << 3 -> protocol = in.readInt32();
          case 2 << 3 | 2 -> client = in.readString();
          case 3 << 3 | 2 -> groups = in.add(groups, in.readMessage(GroupInfo.CODEC));
          case 4 << 3 -> maxFrameBytes = in.readInt32();
          case 5 << 3 -> streamItems = in.readInt32();
          case 6 << 3 -> streamBytes = in.readInt32();
          case 7 << 3 -> resumable = in.readBool();
          case 8 << 3 | 2 -> session = SessionId.read(in);
          case 9 << 3 -> received = in.readInt64();
          default -> in.skip(tag);
        }
      }
      return new Hello(
          protocol,
          client,
          groups,
          maxFrameBytes,
          streamItems,
          streamBytes,
          resumable,
          session,
          received);
    }
  }
}
