package dev.parley.core.hooks;

import dev.parley.core.dispatch.CallObserver;
import dev.parley.core.dispatch.ServedCall;
import dev.parley.core.flight.CallEvent;
import dev.parley.core.flight.Flight;
import dev.parley.core.flight.SessionEvent;
import dev.parley.core.intercept.Interceptor;
import dev.parley.core.log.CoreLog;
import dev.parley.core.meter.CoreMeter;
import dev.parley.core.meter.EventMeter;
import dev.parley.core.protocol.Reason;
import dev.parley.core.time.Ticker;
import dev.parley.core.transport.Peer;
import dev.parley.core.wire.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls, tells the flight recorder of them, and shows stream items to the interceptors.
 * Where nothing is counted and nothing recorded, a call costs a question per hook.
 */
public final class CallWatch implements CallObserver {
  private final @Nullable CoreMeter meter;
  private final Ticker ticker;
  private final List<Interceptor> interceptors;
  private final @Nullable SlowHandlers slow;

  /** The connections of this moment, by name, but those that began before there was a recorder. */
  private final Map<String, SessionEvent> sessions = new ConcurrentHashMap<>();

  /**
   * @param meter counts what happens; null to count nothing
   * @param warnAfter how long a handler may run before it is warned of; zero for as long as it
   *     likes
   */
  public CallWatch(
      @Nullable CoreMeter meter,
      Ticker ticker,
      List<Interceptor> interceptors,
      Duration warnAfter) {
    this.meter = meter;
    this.ticker = ticker;
    this.interceptors = List.copyOf(interceptors);
    this.slow = warnAfter.isZero() ? null : new SlowHandlers(warnAfter);
  }

  @Override
  public void received(ServedCall call) {
    CallEvent event = Flight.recordsCalls() ? CallEvent.begun() : null;
    if (meter != null) {
      call.attach(new Watched(meter.event(call.type()), ticker.nanos(), event));
    } else if (event != null || Flight.recordsStreams()) {
      call.attach(new Watched(null, 0, event));
    }
  }

  private static @Nullable Watched watched(ServedCall call) {
    return (Watched) call.attachment();
  }

  @Override
  public void started(ServedCall call) {
    Watched watched = watched(call);
    if (watched != null) {
      watched.started(call.streams() != null);
    }
  }

  @Override
  public void ended(ServedCall call, @Nullable Throwable thrown) {
    Watched watched = watched(call);
    if (watched != null && watched.meter != null) {
      watched.meter.handlerEnded();
    }
  }

  @Override
  public void answered(ServedCall call, int code, Reason reason) {
    Watched watched = watched(call);
    if (watched == null) {
      return;
    }
    if (watched.meter != null) {
      boolean started = call.wasStarted();
      count(watched.meter, started, code, reason, ticker.nanos() - watched.receivedAt);
    }
    if (watched.isRecorded()) {
      watched.tellRecorder(call, outcome(code, reason));
    }
  }

  private static void count(
      EventMeter meter, boolean started, int code, Reason reason, long nanos) {
    if (code == Protocol.OK) {
      meter.answered(nanos);
    } else if (code == Protocol.ERR) {
      if (started) {
        meter.answeredWithError(nanos);
      } else {
        meter.refusedWithError();
      }
    } else if (started) {
      meter.failed(reason, nanos);
    } else {
      meter.refused(reason);
    }
  }

  private static String outcome(int code, Reason reason) {
    return switch (code) {
      case Protocol.OK -> "OK";
      case Protocol.ERR -> "ERROR";
      default -> reason.name();
    };
  }

  @Override
  public void refused(Peer peer, long id, Reason reason) {
    if (meter != null) {
      meter.unknownEvent();
    }
  }

  @Override
  public void itemSent(ServedCall call, Object item, int bytes) {
    Watched watched = watched(call);
    if (watched != null) {
      watched.itemSent(bytes);
    }
    for (Interceptor interceptor : interceptors) {
      try {
        interceptor.itemSent(call, item);
      } catch (RuntimeException e) {
        blind(interceptor, call, e);
      }
    }
  }

  @Override
  public void itemArrived(ServedCall call, int bytes) {
    Watched watched = watched(call);
    if (watched != null) {
      watched.itemReceived(bytes);
    }
  }

  @Override
  public void itemReceived(ServedCall call, Object item) {
    for (Interceptor interceptor : interceptors) {
      try {
        interceptor.itemReceived(call, item);
      } catch (RuntimeException e) {
        blind(interceptor, call, e);
      }
    }
  }

  private static void blind(Interceptor interceptor, ServedCall call, RuntimeException e) {
    CoreLog.get()
        .log(
            System.Logger.Level.WARNING,
            () -> "%s: %s failed on an item of the stream".formatted(call, interceptor),
            e);
  }

  @Override
  public void beat(long now, List<ServedCall> unanswered) {
    if (slow != null) {
      slow.look(now, unanswered);
    }
  }

  @Override
  public void sessionOpened(String connection, Peer peer, String client) {
    if (meter != null) {
      meter.connectionOpened();
    }
    if (Flight.hasRecorder()) {
      sessions.put(connection, SessionEvent.begun());
    }
  }

  @Override
  public void sessionClosed(String connection, Peer peer, long calls, int links) {
    if (meter != null) {
      meter.connectionClosed();
    }
    SessionEvent event = sessions.remove(connection);
    if (event == null && Flight.hasRecorder()) {
      event = SessionEvent.begun(); // Without its duration: it began before anybody recorded.
    }
    if (event != null) {
      event.ended(connection, peer.description(), calls, links);
    }
  }
}
