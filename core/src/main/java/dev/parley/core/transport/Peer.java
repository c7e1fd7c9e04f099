package dev.parley.core.transport;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * Who is at the other end of a connection, as far as the transport can vouch for it. Nothing in it
 * is what the other side says of itself.
 *
 * @param transport the kind of way in: {@code unix}, {@code stdio}, {@code memory}
 * @param uid the numeric user of the other process, where the kernel told it
 * @param pid the other process, where the kernel told it
 * @param description for logs: {@code unix /run/user/1000/flowy/core user ada}
 */
public record Peer(String transport, OptionalLong uid, OptionalLong pid, String description) {
  /** Refuses null. */
  public Peer {
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(uid, "uid");
    Objects.requireNonNull(pid, "pid");
    Objects.requireNonNull(description, "description");
  }

  /** A peer of whom no more is known than how it came. */
  public static Peer of(String transport, String description) {
    return new Peer(transport, OptionalLong.empty(), OptionalLong.empty(), description);
  }

  /** The same peer, known to be a process of this user. */
  public Peer withUid(long user) {
    return new Peer(transport, OptionalLong.of(user), pid, description);
  }

  /** The same peer, known to be this process. */
  public Peer withPid(long process) {
    return new Peer(transport, uid, OptionalLong.of(process), description);
  }

  @Override
  public String toString() {
    return description;
  }
}
