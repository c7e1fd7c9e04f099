package dev.parley.core.transport;

import java.util.Objects;

/**
 * Who is at the other end of a connection, as far as the transport can vouch for it.
 *
 * @param description for logs: {@code unix /run/user/1000/flowy/core uid 1000}
 */
public record Peer(String description) {
  /** Refuses null. */
  public Peer {
    Objects.requireNonNull(description, "description");
  }

  @Override
  public String toString() {
    return description;
  }
}
