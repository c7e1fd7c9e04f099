package dev.parley.core.flight;

import java.util.concurrent.atomic.LongAdder;
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

/** The streams of one call, from its handler's beginning, or an item before that, to its answer. */
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

  @Label("Peer")
  @Description("Who called, as the transport vouches for it")
  @Nullable String peer;

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

  // Transient: no fields of the event.
  private final transient LongAdder itemsOut = new LongAdder();
  private final transient LongAdder bytesOut = new LongAdder();
  private final transient LongAdder itemsIn = new LongAdder();
  private final transient LongAdder bytesIn = new LongAdder();

  private StreamEvent() {}

  /** Whether a recording wants these events just now. */
  public static boolean isRecorded() {
    return PROBE.isEnabled();
  }

  /** Begins the event of a call whose first item, or whose handler, is there. */
  public static StreamEvent begun() {
    StreamEvent event = new StreamEvent();
    event.begin();
    return event;
  }

  /** An item was sent; from any thread. */
  public void itemSent(int bytes) {
    itemsOut.increment();
    bytesOut.add(bytes);
  }

  /** An item came; from any thread. */
  public void itemReceived(int bytes) {
    itemsIn.increment();
    bytesIn.add(bytes);
  }

  /** The call has been answered; from any thread. */
  public void ended(String itsEvent, long itsId, String itsOutcome, String itsPeer) {
    end();
    if (shouldCommit()) {
      event = itsEvent;
      id = itsId;
      outcome = itsOutcome;
      peer = itsPeer;
      itemsSent = itemsOut.sum();
      bytesSent = bytesOut.sum();
      itemsReceived = itemsIn.sum();
      bytesReceived = bytesIn.sum();
      commit();
    }
  }
}
