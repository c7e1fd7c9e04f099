package dev.parley.core.client;

import dev.parley.core.protocol.Reason;

/** How a client stands with its core. */
public sealed interface ConnectionState {
  /**
   * Connected.
   *
   * @param resumed whether the session that was there before goes on, so that nothing was missed;
   *     false on the first connection, and where the core knew the session no longer
   */
  record Connected(boolean resumed) implements ConnectionState {}

  /**
   * The link to the core is lost, and the client dials again. Calls wait.
   *
   * @param attempt which one is next or under way, from 1
   * @param cause what went wrong last, for people
   */
  record Reconnecting(int attempt, String cause) implements ConnectionState {}

  /**
   * Over for good: the client was closed, or the core wants nothing of it, or it has no way to dial
   * again.
   *
   * @param reason {@link Reason#CANCELLED} where this side closed it, {@link
   *     Reason#CONNECTION_LOST} where the link was lost, and else what the core or the client
   *     objected to
   * @param message the same for people
   */
  record Closed(Reason reason, String message) implements ConnectionState {}
}
