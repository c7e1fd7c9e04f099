package dev.parley.core.transport;

import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Who is at the other end of a connection, as far as the transport can vouch for it. Nothing in it
 * is what the other side says of itself.
 */
public final class Peer {
  private final String transport;
  private final OptionalLong uid;
  private final Supplier<OptionalLong> process;
  private final String description;

  private Peer(
      String transport, OptionalLong uid, Supplier<OptionalLong> process, String description) {
    this.transport = Objects.requireNonNull(transport, "transport");
    this.uid = uid;
    this.process = process;
    this.description = Objects.requireNonNull(description, "description");
  }

  /**
   * A peer of whom no more is known than how it came.
   *
   * @param transport the kind of way in: {@code unix}, {@code stdio}, {@code memory}
   * @param description for logs: {@code unix /run/user/1000/flowy/core user ada}
   */
  public static Peer of(String transport, String description) {
    return new Peer(transport, OptionalLong.empty(), OptionalLong::empty, description);
  }

  /** The same peer, known to be a process of this user. */
  public Peer withUid(long user) {
    return new Peer(transport, OptionalLong.of(user), process, description);
  }

  /** The same peer, known to be this process. */
  public Peer withPid(long known) {
    return withPid(() -> OptionalLong.of(known));
  }

  /**
   * The same peer, whose process is found out when somebody asks.
   *
   * @param question is called for each {@link #pid()}, on its thread, by several at a time perhaps
   */
  public Peer withPid(Supplier<OptionalLong> question) {
    return new Peer(transport, uid, Objects.requireNonNull(question, "question"), description);
  }

  /** The kind of way in: {@code unix}, {@code stdio}, {@code memory}. */
  public String transport() {
    return transport;
  }

  /** The numeric user of the other process, where the kernel told it. */
  public OptionalLong uid() {
    return uid;
  }

  /**
   * The other process, where the kernel tells it. A transport may ask the kernel only now, so the
   * first question should come while the connection lives: from within a call of it, not later.
   */
  public OptionalLong pid() {
    return process.get();
  }

  /** For logs: {@code unix /run/user/1000/flowy/core user ada}. */
  public String description() {
    return description;
  }

  @Override
  public String toString() {
    return description;
  }
}
