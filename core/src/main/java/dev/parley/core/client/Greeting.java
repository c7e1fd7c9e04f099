package dev.parley.core.client;

import dev.parley.core.codec.MessageWriter;
import dev.parley.core.event.GroupContract;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.GroupInfo;
import dev.parley.core.wire.Hello;
import dev.parley.core.wire.Protocol;
import dev.parley.core.wire.Welcome;
import java.util.ArrayList;
import java.util.List;

/** What a client says first, and how it judges the core's answer. */
final class Greeting {
  private Greeting() {}

  static Hello hello(String client, List<GroupContract> groups, Limits limits) {
    List<GroupInfo> infos = new ArrayList<>();
    for (GroupContract group : groups) {
      infos.add(new GroupInfo(group.name(), group.fingerprint(), ""));
    }
    return new Hello(
        Protocol.VERSION,
        client,
        infos,
        limits.maxFrameBytes(),
        limits.streamItems(),
        limits.streamBytes());
  }

  /**
   * Refuses a greeting that no core would read.
   *
   * @throws ConnectFailedException naming its size and the limit
   */
  static void checkSize(Hello hello, Limits limits) throws ConnectFailedException {
    MessageWriter frame = new MessageWriter();
    FrameWriter.message(frame, Integer.MAX_VALUE, FrameKind.HELLO, Hello.CODEC, hello);
    int bytes = frame.position() - Protocol.LENGTH_BYTES;
    if (bytes > limits.maxHelloBytes()) {
      throw new ConnectFailedException(
          Reason.LIMIT_EXCEEDED,
          "The Hello is %,d bytes; the limit is %,d (Limits.maxHelloBytes). It names the client and %,d groups: shorten the name, or expect fewer groups"
              .formatted(bytes, limits.maxHelloBytes(), hello.groups().size()),
          null);
    }
  }

  /**
   * Accepts a core that serves what the client was built from.
   *
   * @throws ConnectFailedException naming every event, field or group that does not fit
   */
  static void check(Welcome welcome, List<GroupContract> groups) throws ConnectFailedException {
    if (welcome.protocol() != Protocol.VERSION) {
      throw new ConnectFailedException(
          Reason.PROTOCOL_ERROR,
          "The core speaks protocol version %d and this client %d"
              .formatted(welcome.protocol(), Protocol.VERSION),
          null);
    }
    List<String> differences = new ArrayList<>();
    for (GroupContract group : groups) {
      differences.addAll(differences(group, welcome));
    }
    if (!differences.isEmpty()) {
      throw new ConnectFailedException(
          Reason.CONTRACT_MISMATCH,
          "The contract of this client does not fit the core '%s'; generate the client anew:\n  %s"
              .formatted(welcome.core(), String.join("\n  ", differences)),
          null);
    }
  }

  private static List<String> differences(GroupContract group, Welcome welcome) {
    for (GroupInfo served : welcome.groups()) {
      if (served.name().equals(group.name())) {
        return served.fingerprint().equals(group.fingerprint())
            ? List.of()
            : ShapeDifferences.between(group.shape(), served.shape());
      }
    }
    return List.of("the core does not serve the group " + group.name());
  }
}
