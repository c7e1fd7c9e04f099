package dev.parley.core.session;

import dev.parley.core.event.GroupContract;
import dev.parley.core.protocol.Limits;
import dev.parley.core.wire.GroupInfo;
import dev.parley.core.wire.Hello;
import dev.parley.core.wire.Protocol;
import dev.parley.core.wire.SessionId;
import dev.parley.core.wire.Welcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a core says to a client's greeting. */
final class Handshake {
  private Handshake() {}

  /**
   * The welcome: every group of the core, with its shape where the client has another one. The
   * client compares and decides, as only it knows what it uses.
   */
  static Welcome welcome(Serving serving, Hello hello) {
    return welcome(serving, hello, null);
  }

  /** The same to a session that may be resumed by this id; null to one that may not. */
  static Welcome welcome(Serving serving, Hello hello, @Nullable SessionId id) {
    Map<String, String> clients = new HashMap<>();
    for (GroupInfo group : hello.groups()) {
      clients.put(group.name(), group.fingerprint());
    }
    List<GroupInfo> groups = new ArrayList<>();
    for (GroupContract group : serving.groups().get()) {
      String theirs = clients.get(group.name());
      boolean differs = theirs != null && !theirs.equals(group.fingerprint());
      groups.add(new GroupInfo(group.name(), group.fingerprint(), differs ? group.shape() : ""));
    }
    Limits limits = serving.limits();
    return new Welcome(
        Protocol.VERSION,
        serving.core(),
        groups,
        limits.maxFrameBytes(),
        limits.maxCallsPerConnection(),
        limits.streamItems(),
        limits.streamBytes(),
        id,
        id == null ? 0 : (int) limits.resumeWindow().toMillis(),
        false,
        0);
  }

  /**
   * The same to a session that is resumed.
   *
   * @param received how much of what came in it was handled
   */
  static Welcome back(Welcome welcome, long received) {
    return new Welcome(
        welcome.protocol(),
        welcome.core(),
        welcome.groups(),
        welcome.maxFrameBytes(),
        welcome.maxCalls(),
        welcome.streamItems(),
        welcome.streamBytes(),
        welcome.session(),
        welcome.resumeMillis(),
        true,
        received);
  }

  /** Why a client of another protocol version is refused. */
  static String versionText(int theirs) {
    return "This core speaks protocol version %d and the client %s; use a client of the same release"
        .formatted(Protocol.VERSION, Integer.toUnsignedString(theirs));
  }
}
