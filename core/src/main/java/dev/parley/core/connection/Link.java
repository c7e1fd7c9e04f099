package dev.parley.core.connection;

import dev.parley.core.transport.Peer;

/**
 * One socket, pipe or the like that a connection goes over. It belongs to one connection at a time,
 * and is handed from one to another only by the thread that reads it, while it handles a frame.
 */
public abstract sealed class Link implements FrameSink permits StreamLink, MessageLink {
  private final Peer peer;
  private volatile Connection connection;

  /** Whether another link has taken its place: nothing that still comes is handled. */
  private volatile boolean retired;

  Link(Connection connection, Peer peer) {
    this.connection = connection;
    this.peer = peer;
  }

  final Connection connection() {
    return connection;
  }

  final Peer peer() {
    return peer;
  }

  /** What comes from here on is another connection's. */
  void moveTo(Connection other) {
    connection = other;
  }

  final void retire() {
    retired = true;
  }

  final boolean isRetired() {
    return retired;
  }

  /** Whether its end may have been told to the connection that it belonged to before. */
  abstract boolean hasEnded();

  /** Looks for a frame that was begun and does not end; called by one watchdog. */
  abstract void check(long now);
}
