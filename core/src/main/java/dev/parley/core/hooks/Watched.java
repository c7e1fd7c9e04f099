package dev.parley.core.hooks;

import dev.parley.core.dispatch.ServedCall;
import dev.parley.core.flight.CallEvent;
import dev.parley.core.flight.Flight;
import dev.parley.core.flight.StreamEvent;
import dev.parley.core.meter.EventMeter;
import org.jspecify.annotations.Nullable;

/** What is kept of a call that is counted or recorded, from its arrival to its answer. */
final class Watched {
  final @Nullable EventMeter meter;

  /** By the core's ticker; 0 if nothing is counted. */
  final long receivedAt;

  private final @Nullable CallEvent event;
  private volatile @Nullable StreamEvent stream;

  Watched(@Nullable EventMeter meter, long receivedAt, @Nullable CallEvent event) {
    this.meter = meter;
    this.receivedAt = receivedAt;
    this.event = event;
  }

  void started(boolean streams) {
    if (meter != null) {
      meter.handlerBegins();
    }
    if (streams) {
      var _ = stream();
    }
  }

  void itemSent(int bytes) {
    if (meter != null) {
      meter.itemSent(bytes);
    }
    StreamEvent recorded = stream();
    if (recorded != null) {
      recorded.itemSent(bytes);
    }
  }

  void itemReceived(int bytes) {
    if (meter != null) {
      meter.itemReceived(bytes);
    }
    StreamEvent recorded = stream();
    if (recorded != null) {
      recorded.itemReceived(bytes);
    }
  }

  /** Begun by whatever comes first: an item can be there before its handler. */
  private @Nullable StreamEvent stream() {
    StreamEvent recorded = stream;
    if (recorded != null || !Flight.recordsStreams()) {
      return recorded;
    }
    synchronized (this) {
      if (stream == null) {
        stream = StreamEvent.begun();
      }
      return stream;
    }
  }

  boolean isRecorded() {
    return event != null || stream != null;
  }

  void tellRecorder(ServedCall call, String outcome) {
    String peer = call.peer().description();
    if (event != null) {
      event.answered(call.event(), call.id(), outcome, peer, call.traceparent().orElse(null));
    }
    StreamEvent recorded = stream;
    if (recorded != null) {
      recorded.ended(call.event(), call.id(), outcome, peer);
    }
  }
}
