package dev.parley.core.session;

import dev.parley.core.connection.Connection;
import dev.parley.core.connection.Flusher;
import dev.parley.core.connection.MessageLink;
import dev.parley.core.connection.StreamLink;
import dev.parley.core.connection.WritePolicy;
import dev.parley.core.deadline.Deadlines;
import dev.parley.core.dispatch.CallObserver;
import dev.parley.core.dispatch.ServedCall;
import dev.parley.core.log.CoreLog;
import dev.parley.core.notify.NotificationOutlet;
import dev.parley.core.notify.NotificationType;
import dev.parley.core.notify.Policy;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.publish.Audience;
import dev.parley.core.publish.Debounce;
import dev.parley.core.time.Ticker;
import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import dev.parley.core.transport.Peer;
import dev.parley.core.wire.Hello;
import dev.parley.core.wire.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All sessions of a core: takes new connections, carries notifications to who listens, watches the
 * time limits, and ends everything in good order. Safe for use by any thread.
 */
public final class Sessions implements Acceptor, NotificationOutlet, SessionWatcher {
  /** How often the time limits are looked at. */
  private static final Duration BEAT = Duration.ofMillis(50);

  /** By then a core has started, and most have answered their first call. */
  private static final long LOGGER_AFTER_NANOS = 1_000_000_000L;

  private final Serving serving;
  private final Limits limits;
  private final Ticker ticker;
  private final long startedAt;
  private final Ticker.Beat beat;

  /** Sessions that are open. */
  private final Places places;

  /** Sessions that are open or whose handlers still run. */
  private final Set<Session> alive = ConcurrentHashMap.newKeySet();

  /** Sessions of front ends that were turned away, until they are closed. */
  private final Set<Session> refused = ConcurrentHashMap.newKeySet();

  private final AllCalls allCalls;
  private final Audience audience;
  private final Debounce debounce;

  /** Wakes the writers where many front ends hear the same. */
  private final Flusher flusher;

  /** The sessions that outlive their links, by the secrets that front ends resume them with. */
  private final Map<SessionId, Session> resumable = new ConcurrentHashMap<>();

  private final AtomicLong names = new AtomicLong();
  private final Object progress = new Object();

  /** What to do when there is no connection left and none will come; null while some may come. */
  private final AtomicReference<@Nullable Runnable> afterLast = new AtomicReference<>();

  /** No front end comes any more. */
  private volatile boolean last;

  private volatile boolean closing;

  /** Closed to the end; only handlers that ignore their interruption may still run. */
  private volatile boolean over;

  public Sessions(Serving serving) {
    this.serving = serving;
    this.limits = serving.limits();
    this.ticker = serving.ticker();
    this.places = new Places(limits.maxConnections());
    this.allCalls = new AllCalls(limits.maxCalls(), new Deadlines(ticker, this::expireCalls));
    this.flusher = new Flusher(serving.core() + " flusher");
    this.audience = new Audience(limits.maxFrameBytes(), flusher);
    this.debounce =
        new Debounce(ticker, limits.maxBacklogBytes(), audience, serving.notifications());
    this.startedAt = ticker.nanos();
    this.beat = ticker.every(BEAT, this::check);
  }

  @Override
  public void accept(ByteDuplex link) {
    Session session = new Session(serving, allCalls, audience, this, null);
    Connection connection = connection(session, link.peer());
    StreamLink its = connection.over(link);
    admit(session, connection);
    boolean started = false;
    try {
      its.start();
      started = true;
    } finally {
      if (!started) {
        // No memory or no thread: its reader will never tell of its end.
        connection.close(null);
        session.closed(null);
      }
    }
  }

  @Override
  public FrameReceiver accept(FrameDuplex link) {
    Session session = new Session(serving, allCalls, audience, this, link.refusesStreams());
    Connection connection = connection(session, link.peer());
    MessageLink its = connection.over(link);
    admit(session, connection);
    return its;
  }

  private Connection connection(Session session, Peer peer) {
    String name = serving.core() + " connection " + names.incrementAndGet();
    return new Connection(name, peer, session, limits, WritePolicy.CORE);
  }

  private void admit(Session session, Connection connection) {
    session.attach(connection);
    String refusal = places.admit(session);
    if (refusal != null) {
      refused.add(session);
      session.leave(Reason.OVERLOADED, refusal);
      return;
    }
    alive.add(session);
    if (closing) {
      session.leave(Reason.SHUTTING_DOWN, "The core is closing");
    }
  }

  @Override
  public @Nullable String greeted(Session session) {
    return places.greet(session);
  }

  @Override
  public void named(SessionId id, Session session) {
    resumable.put(id, session);
  }

  @Override
  public boolean isLast() {
    return last;
  }

  @Override
  public boolean resume(Session fresh, SessionId id, Hello hello) {
    Session session = closing ? null : resumable.get(id);
    return session != null && session.resume(fresh, hello);
  }

  @Override
  public void handedOver(Session fresh) {
    places.leave(fresh);
    alive.remove(fresh);
  }

  @Override
  public void sessionEnded(Session session) {
    SessionId id = session.id();
    if (id != null) {
      resumable.remove(id);
    }
    if (!refused.remove(session)) {
      places.leave(session);
      forgetIfIdle(session);
    }
    wake();
    runAfterLast();
  }

  /**
   * No front end will come any more: once the last connection has ended, at once if there is none,
   * the action is run, from any thread. It must not wait for a session.
   */
  public void afterLast(Runnable action) {
    last = true;
    alive.forEach(Session::endWithLink);
    afterLast.set(action);
    runAfterLast();
  }

  private void runAfterLast() {
    if (afterLast.get() != null && places.areFree()) {
      Runnable action = afterLast.getAndSet(null);
      if (action != null) {
        action.run();
      }
    }
  }

  @Override
  public void callEnded() {
    wake();
  }

  private void forgetIfIdle(Session session) {
    if (session.isClosed() && session.isIdle()) {
      alive.remove(session);
    }
  }

  @Override
  public <T> void publish(NotificationType<T> type, String subject, T payload) {
    if (type.policy() instanceof Policy.Debounced) {
      debounce.publish(type, subject, payload);
    } else {
      audience.publish(type, subject, payload);
    }
  }

  /** The watchdog's round. */
  private void check() {
    long now = ticker.nanos();
    for (Session session : alive) {
      session.check(now);
      forgetIfIdle(session);
    }
    tellObserver(now);
    for (Session session : refused) {
      session.check(now);
    }
    wake();
    stopIfOver();
    if (now - startedAt >= LOGGER_AFTER_NANOS) {
      CoreLog.get();
    }
  }

  private void tellObserver(long now) {
    CallObserver observer = serving.hooks().observer();
    if (observer != null) {
      List<ServedCall> unanswered = new ArrayList<>();
      alive.forEach(session -> unanswered.addAll(session.unanswered()));
      observer.beat(now, unanswered);
    }
  }

  private void expireCalls(long now) {
    for (Session session : alive) {
      session.expireCalls(now);
    }
  }

  /**
   * Ends every session in good order: no new calls, the calls in flight get their time, what is
   * left is interrupted, everything is written, and the connections are closed.
   */
  public void close() {
    closing = true;
    debounce.close();
    for (Session session : alive) {
      session.beginDraining();
    }
    awaitCalls();
    for (Session session : alive) {
      session.abandonCalls();
      session.finish();
    }
    awaitEnd();
    allCalls.deadlines().close();
    flusher.close();
    over = true;
    stopIfOver();
  }

  /** The watchdog outlives the core for as long as it may have to name a handler that goes on. */
  private void stopIfOver() {
    if (over && alive.stream().noneMatch(Session::hasStragglers)) {
      beat.close();
    }
  }

  private void awaitCalls() {
    long deadline = ticker.nanos() + limits.drainTimeout().toNanos();
    await(() -> alive.stream().allMatch(Session::isIdle) || ticker.nanos() - deadline >= 0);
  }

  /** The watchdog closes what can't be written, so this ends. */
  private void awaitEnd() {
    await(places::areFree);
  }

  private void await(BooleanSupplier done) {
    boolean interrupted = false;
    synchronized (progress) {
      while (!done.getAsBoolean()) {
        try {
          progress.wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void wake() {
    if (closing) {
      synchronized (progress) {
        progress.notifyAll();
      }
    }
  }
}
