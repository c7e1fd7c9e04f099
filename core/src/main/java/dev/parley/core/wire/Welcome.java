package dev.parley.core.wire;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageReader;
import dev.parley.core.codec.MessageWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The core's answer to {@link Hello}.
 *
 * @param core the core's name
 * @param groups every group of the core; with its shape where the client named another fingerprint
 * @param maxFrameBytes the largest frame the core accepts
 * @param maxCalls how many calls the core takes at a time on this connection
 * @param streamItems how many items of a stream the client may send before it is given more credit
 * @param streamBytes how many bytes of items of a stream the client may send before that
 * @param session the session, if it outlives its link; null if it does not
 * @param resumeMillis for how long after a lost link it may be resumed, in milliseconds, unsigned
 * @param resumed whether it is the session that the client asked to go on with
 * @param received up to which position the core has handled what the client sent in it
 */
public record Welcome(
    int protocol,
    String core,
    List<GroupInfo> groups,
    int maxFrameBytes,
    int maxCalls,
    int streamItems,
    int streamBytes,
    @Nullable SessionId session,
    int resumeMillis,
    boolean resumed,
    long received) {
  public static final Codec<Welcome> CODEC = new WelcomeCodec();

  public Welcome {
    groups = List.copyOf(groups);
  }

  /** A welcome to a session that lives as long as its link. */
  public Welcome(
      int protocol,
      String core,
      List<GroupInfo> groups,
      int maxFrameBytes,
      int maxCalls,
      int streamItems,
      int streamBytes) {
    this(
        protocol,
        core,
        groups,
        maxFrameBytes,
        maxCalls,
        streamItems,
        streamBytes,
        null,
        0,
        false,
        0);
  }

  private static final class WelcomeCodec implements Codec<Welcome> {
    @Override
    public String typeName() {
      return "Welcome";
    }

    @Override
    public void write(Welcome welcome, MessageWriter out) {
      out.writeUint32(1, welcome.protocol);
      out.writeString(2, welcome.core);
      out.writeMessageList(3, welcome.groups, GroupInfo.CODEC);
      out.writeUint32(4, welcome.maxFrameBytes);
      out.writeUint32(5, welcome.maxCalls);
      out.writeUint32(6, welcome.streamItems);
      out.writeUint32(7, welcome.streamBytes);
      SessionId.write(8, welcome.session, out);
      out.writeUint32(9, welcome.resumeMillis);
      out.writeBool(10, welcome.resumed);
      out.writeInt64(11, welcome.received);
    }

    @Override
    public Welcome read(MessageReader in) {
      int protocol = 0;
      String core = "";
      List<GroupInfo> groups = List.of();
      int maxFrameBytes = 0;
      int maxCalls = 0;
      int streamItems = 0;
      int streamBytes = 0;
      SessionId session = null;
      int resumeMillis = 0;
      boolean resumed = false;
      long received = 0;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case 1 << 3 -> protocol = in.readInt32();
          case 2 << 3 | 2 -> core = in.readString();
          case 3 << 3 | 2 -> groups = in.add(groups, in.readMessage(GroupInfo.CODEC));
          case 4 << 3 -> maxFrameBytes = in.readInt32();
          case 5 << 3 -> maxCalls = in.readInt32();
          case 6 << 3 -> streamItems = in.readInt32();
          case 7 << 3 -> streamBytes = in.readInt32();
          case 8 << 3 | 2 -> session = SessionId.read(in);
          case 9 << 3 -> resumeMillis = in.readInt32();
          case 10 << 3 -> resumed = in.readBool();
          case 11 << 3 -> received = in.readInt64();
          default -> in.skip(tag);
        }
      }
      return new Welcome(
          protocol,
          core,
          groups,
          maxFrameBytes,
          maxCalls,
          streamItems,
          streamBytes,
          session,
          resumeMillis,
          resumed,
          received);
    }
  }
}
