package dev.parley.core.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** One front end's connection, from the transport's handing it over to its end. */
@Name("dev.parley.Session")
@Label("Session")
@Category("Parley")
@Description("A front end's connection, from its beginning to its end")
@StackTrace(false)
public final class SessionEvent extends Event {
  private static final SessionEvent PROBE = new SessionEvent();

  @Label("Connection")
  @Nullable String connection;

  @Label("Peer")
  @Description("Who was connected, as the transport vouches for it")
  @Nullable String peer;

  @Label("Calls")
  @Description("Requests that came on this connection, refused ones as well")
  long calls;

  @Label("Reason")
  @Description("The reason that the core gave for ending it; empty if the front end left")
  @Nullable String reason;

  private SessionEvent() {}

  /** Whether a recording wants these events just now. */
  public static boolean isRecorded() {
    return PROBE.isEnabled();
  }

  /**
   * Begins the event of a connection. One that is older than the recording is recorded too, as a
   * session outlives many recordings, with its whole duration.
   */
  public static SessionEvent begun() {
    SessionEvent event = new SessionEvent();
    event.begin();
    return event;
  }

  /** The connection is closed; from any thread. */
  public void ended(String itsConnection, String itsPeer, long itsCalls, String itsReason) {
    end();
    if (shouldCommit()) {
      connection = itsConnection;
      peer = itsPeer;
      calls = itsCalls;
      reason = itsReason;
      commit();
    }
  }
}
