package dev.parley.core.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;
import jdk.jfr.Unsigned;
import org.jspecify.annotations.Nullable;

/** The streams of one call, from its request's arrival to its answer. */
@Name("dev.parley.Stream")
@Label("Stream")
@Category("Parley")
@Description("The items that a call streamed, in both directions")
@StackTrace(false)
@Throttle("off")
public final class StreamEvent extends Event {
  private static final StreamEvent PROBE = new StreamEvent();

  @Label("Event")
  @Nullable String event;

  @Label("Call Id")
  @Description("The id of the call that the stream belongs to")
  @Unsigned
  long id;

  @Label("Outcome")
  @Description("How the call ended: OK, ERROR for the declared error, or the reason of the failure")
  @Nullable String outcome;

  @Label("Connection")
  @Nullable String connection;

  @Label("Items Sent")
  @Description("To the front end")
  long itemsSent;

  @Label("Bytes Sent")
  @DataAmount
  long bytesSent;

  @Label("Items Received")
  @Description("From the front end")
  long itemsReceived;

  @Label("Bytes Received")
  @DataAmount
  long bytesReceived;

  private StreamEvent() {}

  /** Whether a recording wants these events just now. */
  public static boolean isRecorded() {
    return PROBE.isEnabled();
  }

  /** Begins the event of a call that has just arrived. */
  public static StreamEvent begun() {
    StreamEvent event = new StreamEvent();
    event.begin();
    return event;
  }

  /** The call has been answered; from any thread. */
  public void ended(
      String itsEvent, long itsId, String itsOutcome, String itsConnection, ItemCounts counts) {
    end();
    if (shouldCommit()) {
      event = itsEvent;
      id = itsId;
      outcome = itsOutcome;
      connection = itsConnection;
      itemsSent = counts.itemsSent();
      bytesSent = counts.bytesSent();
      itemsReceived = counts.itemsReceived();
      bytesReceived = counts.bytesReceived();
      commit();
    }
  }
}
