package dev.parley.core.intercept;

import dev.parley.core.event.EventType;
import dev.parley.core.transport.Peer;

/**
 * The one place that decides which front end may do what, from who is connected and never from what
 * they send: it is asked before a payload is read.
 *
 * <p>Asked anew for each request and each subscription, on the thread that reads the connection: it
 * must not block, and is asked by several threads at once. A decision that throws, or is null,
 * refuses; the core's log says why, the front end is not told.
 */
@FunctionalInterface
public interface Authorization {
  /** Whether this front end may call the event. */
  Decision mayCall(Peer peer, EventType<?, ?, ?> event);

  /**
   * Whether this front end may be notified of that. Refuses unless it is implemented: who restricts
   * events hardly means everybody to hear everything.
   */
  default Decision mayListen(Peer peer, Interest interest) {
    return Decision.refuse(
        "this core allows some events and no notifications (Authorization.mayListen)");
  }
}
