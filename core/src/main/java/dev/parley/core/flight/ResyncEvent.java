package dev.parley.core.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A front end lost notifications and is told to read again. */
@Name("dev.parley.Resync")
@Label("Resync")
@Category("Parley")
@Description(
    "A front end lost notifications, because it did not keep up, and is told to read again")
@StackTrace(false)
public final class ResyncEvent extends Event {
  @Label("Connection")
  @Nullable String connection;

  @Label("Peer")
  @Description("Who is connected, as the transport vouches for it")
  @Nullable String peer;

  @Label("Reason")
  @Nullable String reason;

  @Label("Notifications")
  @Description("How many were dropped")
  int dropped;

  @Label("Bytes")
  @Description("How many bytes waited, as Limits.maxBacklogBytes counts them")
  @DataAmount
  long bytes;

  private ResyncEvent() {}

  /** Tells a recording, if one wants to know. */
  public static void happened(
      String connection, String peer, String reason, int dropped, long bytes) {
    ResyncEvent event = new ResyncEvent();
    if (event.shouldCommit()) {
      event.connection = connection;
      event.peer = peer;
      event.reason = reason;
      event.dropped = dropped;
      event.bytes = bytes;
      event.commit();
    }
  }
}
