package dev.parley.core.session;

import dev.parley.core.wire.Hello;
import dev.parley.core.wire.SessionId;
import org.jspecify.annotations.Nullable;

/** Told by a session of what concerns the core as a whole. */
interface SessionWatcher {
  /** A call ended while the core is closing. */
  void callEnded();

  /** The connection is closed. */
  void sessionEnded(Session session);

  /**
   * A front end has greeted that begins a new session.
   *
   * @return why there can't be another one; null if this is one from here on
   */
  @Nullable String greeted(Session session);

  /** The session may be resumed by its id from here on. */
  void named(SessionId id, Session session);

  /** Whether no front end comes any more, not even one that was here. */
  boolean isLast();

  /**
   * A front end has greeted that wants to go on with another session.
   *
   * @return whether there is nothing left to do for this one
   */
  boolean resume(Session fresh, SessionId id, Hello hello);

  /** The link of a session that never was one goes to the session that it resumes. */
  void handedOver(Session fresh);
}
