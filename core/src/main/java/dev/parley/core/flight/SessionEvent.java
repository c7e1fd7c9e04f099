package dev.parley.core.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** One front end's session, from its handshake to its end, over however many links. */
@Name("dev.parley.Session")
@Label("Session")
@Category("Parley")
@Description("A front end's session, from its handshake to its end")
@StackTrace(false)
public final class SessionEvent extends Event {
  @Label("Connection")
  @Nullable String connection;

  @Label("Peer")
  @Description("Who was connected, as the transport vouches for it")
  @Nullable String peer;

  @Label("Calls")
  @Description("Requests that came on this connection, refused ones as well")
  long calls;

  @Label("Links")
  @Description("How many links the session had, one after the other; more than 1 if it was resumed")
  int links;

  private SessionEvent() {}

  /** Begins the event of a session that has just shaken hands. */
  public static SessionEvent begun() {
    SessionEvent event = new SessionEvent();
    event.begin();
    return event;
  }

  /** The session has ended; from any thread. */
  public void ended(String itsConnection, String itsPeer, long itsCalls, int itsLinks) {
    end();
    if (shouldCommit()) {
      connection = itsConnection;
      peer = itsPeer;
      calls = itsCalls;
      links = itsLinks;
      commit();
    }
  }
}
