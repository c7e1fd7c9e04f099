package dev.parley.core.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;
import jdk.jfr.Unsigned;
import org.jspecify.annotations.Nullable;

/**
 * One call, from its request's arrival to its answer. Made only while {@link #isRecorded}: a call
 * then costs no more than this question.
 */
@Name("dev.parley.Call")
@Label("Call")
@Category("Parley")
@Description("A front end's call, from the arrival of its request to its answer")
@StackTrace(false)
@Throttle("off")
public final class CallEvent extends Event {
  /** Never committed; asks whether others would be. */
  private static final CallEvent PROBE = new CallEvent();

  @Label("Event")
  @Nullable String event;

  @Label("Call Id")
  @Description("The id of the request, unique on its connection")
  @Unsigned
  long id;

  @Label("Outcome")
  @Description("OK, ERROR for the declared error, or the reason of the failure")
  @Nullable String outcome;

  @Label("Peer")
  @Description("Who called, as the transport vouches for it")
  @Nullable String peer;

  @Label("Trace Parent")
  @Description("W3C trace context as the front end sent it")
  @Nullable String traceparent;

  private CallEvent() {}

  /** Whether a recording wants these events just now. */
  public static boolean isRecorded() {
    return PROBE.isEnabled();
  }

  /** Begins the event of a call that has just arrived. */
  public static CallEvent begun() {
    CallEvent event = new CallEvent();
    event.begin();
    return event;
  }

  /** The call has been answered; from any thread. */
  public void answered(
      String itsEvent,
      long itsId,
      String itsOutcome,
      String itsPeer,
      @Nullable String itsTraceparent) {
    end();
    if (shouldCommit()) {
      event = itsEvent;
      id = itsId;
      outcome = itsOutcome;
      peer = itsPeer;
      traceparent = itsTraceparent;
      commit();
    }
  }
}
