package dev.parley.core.client;

import dev.parley.core.connection.Connection;
import dev.parley.core.log.CoreLog;
import dev.parley.core.protocol.Reason;
import dev.parley.core.time.Ticker;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Peer;
import dev.parley.core.wire.Hello;
import dev.parley.core.wire.SessionId;
import dev.parley.core.wire.Welcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a client connected: dials again when the link is lost, goes on with the session where the
 * core still has it, and else moves to a new one what can be moved (docs/reconnecting.md).
 *
 * <p>While there is no link, calls gather in the connection of the session that waits to be
 * resumed, or, where there is nothing to resume, in one that never gets a link; for no longer than
 * the core keeps sessions. Then everything that waits is ended.
 */
final class Reconnection implements Lifeline, ClientSession.Ends {
  /** What trying again would not change. */
  private static final Set<Reason> FINAL =
      EnumSet.of(
          Reason.PROTOCOL_ERROR,
          Reason.CONTRACT_MISMATCH,
          Reason.PERMISSION_DENIED,
          Reason.UNAUTHENTICATED);

  /** How the link stands. */
  private enum Link {
    /** Frames come and go. */
    UP,
    /** The next attempt's time has not come. */
    DOWN,
    /** An attempt is under way. */
    DIALING,
    /** There will be none any more. */
    OVER
  }

  private final Setup setup;
  private final Backoff backoff;
  private final Dialer dialer;
  private final OutgoingCalls calls;
  private final Listeners listeners;
  private final States states;

  /** Guards what follows, and with it which session calls are sent in. */
  private final Object lock;

  private Link link = Link.DIALING;
  private @Nullable ClientSession session;
  private @Nullable Welcome welcome;

  /** Names the session to be resumed; null if there is none. */
  private @Nullable SessionId id;

  /** The next attempt's number. */
  private int attempt;

  private long upSince;

  /** Until when what waits may wait, by the ticker, where there is no link. */
  private long expiresAt;

  private String cause = "";

  /** Whether what waited was ended, because there was no link for too long. */
  private boolean expired;

  /** What happened to the session while an attempt was under way, to be seen to behind it. */
  private @Nullable Runnable meanwhile;

  private Ticker.@Nullable Beat next;
  private Ticker.@Nullable Beat expiry;
  private Ticker.@Nullable Beat beat;
  private @Nullable Thread dialing;
  private @Nullable ByteDuplex greeted;

  Reconnection(
      Setup setup,
      Backoff backoff,
      Dialer dialer,
      OutgoingCalls calls,
      Listeners listeners,
      States states,
      Object lock) {
    this.setup = setup;
    this.backoff = backoff;
    this.dialer = dialer;
    this.calls = calls;
    this.listeners = listeners;
    this.states = states;
    this.lock = lock;
  }

  // The first connection.

  /** Dials and shakes hands; fails where this fails. */
  void connect() throws ConnectFailedException {
    boolean done = false;
    try {
      ByteDuplex bytes = dialer.dial();
      greetAndGoOn(bytes, null);
      done = true;
    } catch (ConnectFailedException e) {
      throw e;
    } catch (IOException e) {
      throw new ConnectFailedException(
          Reason.CONNECTION_LOST, "The core can't be reached: " + e.getMessage(), e);
    } finally {
      if (!done) {
        synchronized (lock) {
          link = Link.OVER;
        }
      }
    }
    Ticker ticker = setup.ticker();
    synchronized (lock) {
      if (link != Link.OVER) {
        beat = ticker.every(Setup.BEAT, () -> check(ticker.nanos()));
      }
    }
    up(false);
  }

  private void check(long now) {
    ClientSession its;
    synchronized (lock) {
      its = session;
    }
    if (its != null) {
      its.connection().check(now);
    }
  }

  // A link is lost, or a session.

  @Override
  public void detached(ClientSession its, @Nullable Throwable because) {
    String text =
        because == null ? "the core closed the link" : String.valueOf(because.getMessage());
    lost(its, () -> text, false);
  }

  @Override
  public void over(ClientSession its) {
    synchronized (lock) {
      if (link == Link.OVER && its == session) {
        stopBeat();
      }
    }
    Standing standing = its.standing();
    Reason reason = standing.reason();
    if (FINAL.contains(reason)) {
      synchronized (lock) {
        if (its != session || link == Link.OVER) {
          return;
        }
      }
      shut(reason, "The connection is closed" + standing.why());
      synchronized (lock) {
        stopBeat();
      }
      return;
    }
    lost(its, () -> reason + standing.why(), true);
  }

  private void lost(ClientSession its, Supplier<String> why, boolean withSession) {
    Runnable after;
    synchronized (lock) {
      if (its != session || link == Link.OVER || (expired && link != Link.DIALING)) {
        return;
      }
      if (link == Link.DIALING) {
        meanwhile = () -> lost(its, why, withSession);
        return;
      }
      if (link == Link.UP) {
        long now = setup.ticker().nanos();
        if (now - upSince >= backoff.max().toNanos()) {
          attempt = 1;
        }
        expiresAt = now + window().toNanos();
        expireLater();
        dialLater(why.get());
      }
      after = withSession ? waitForAnother(its) : () -> {};
    }
    after.run();
    states.tell();
    if (setup.ticker().nanos() - expiresAt >= 0) {
      // A core that keeps no sessions.
      expire();
    }
  }

  /** What can be sent again gathers where it waits for the next session. The lock is held. */
  private Runnable waitForAnother(ClientSession old) {
    id = null;
    ClientSession waiting = newSession(old.connection().peer(), old.terms().withoutCredit());
    waiting.waitForAnother();
    waiting.connection().makeResumable(_ -> {});
    session = waiting;
    Runnable ends = calls.move(old, waiting, cause);
    calls.use(waiting);
    listeners.lost();
    return ends;
  }

  private ClientSession newSession(Peer peer, Terms terms) {
    ClientSession made = new ClientSession(setup.limits(), calls.inFlight(), listeners, this);
    made.attach(setup.connection(peer, made));
    made.agree(terms);
    return made;
  }

  // Waiting for the next attempt. All of this with the lock held.

  private void dialLater(String why) {
    cause = why;
    link = Link.DOWN;
    Duration wait = backoff.before(attempt);
    states.note(new ConnectionState.Reconnecting(attempt, why));
    next = setup.ticker().after(wait, this::dial);
  }

  /** For how long the core keeps a session without a link, and calls wait. */
  private Duration window() {
    return Duration.ofMillis(
        Integer.toUnsignedLong(Objects.requireNonNull(welcome).resumeMillis()));
  }

  private void expireLater() {
    Duration left = Duration.ofNanos(Math.max(0, expiresAt - setup.ticker().nanos()));
    expiry = setup.ticker().after(left, this::expire);
  }

  private void stopBeat() {
    if (beat != null) {
      beat.close();
      beat = null;
    }
  }

  private void stopExpiry() {
    if (expiry != null) {
      expiry.close();
      expiry = null;
    }
  }

  /** There was no link for too long: whatever waits is ended. */
  private void expire() {
    Runnable ends;
    synchronized (lock) {
      ClientSession its = session;
      if (expiry == null || its == null || link == Link.UP || link == Link.OVER) {
        return;
      }
      expired = true;
      expiry = null;
      id = null;
      its.standing().leaving(Reason.NOT_CONNECTED, "the core could not be reached: " + cause);
      its.connection().close(null);
      ends = calls.expire(its, cause);
      listeners.lost();
    }
    ends.run();
  }

  // An attempt.

  private void dial() {
    Thread thread;
    synchronized (lock) {
      if (link != Link.DOWN) {
        return;
      }
      link = Link.DIALING;
      next = null;
      thread =
          Thread.ofPlatform()
              .daemon()
              .name("parley client " + setup.name() + " dialer")
              .unstarted(this::attempt);
      dialing = thread;
    }
    thread.start();
  }

  private void attempt() {
    try {
      ByteDuplex bytes = dialer.dial();
      SessionId resuming;
      synchronized (lock) {
        resuming = id;
      }
      if (greetAndGoOn(bytes, resuming)) {
        return;
      }
      failed("the link was lost again");
    } catch (ConnectFailedException e) {
      if (FINAL.contains(e.reason())) {
        shut(e.reason(), String.valueOf(e.getMessage()));
      } else {
        failed(e.reason() + ": " + e.getMessage());
      }
    } catch (IOException e) {
      failed(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      CoreLog.get()
          .log(System.Logger.Level.ERROR, "Dialling the core failed; it is tried again", e);
      failed(e.toString());
    }
  }

  private void failed(String why) {
    Runnable behind;
    synchronized (lock) {
      if (link != Link.DIALING) {
        return;
      }
      attempt++;
      dialing = null;
      dialLater(why);
      behind = meanwhile;
      meanwhile = null;
    }
    if (behind != null) {
      behind.run();
    }
    states.tell();
  }

  /**
   * Greets the core over a link, and goes on over it.
   *
   * @return false if the link is of no use: it is lost, or the session is that was to be resumed
   */
  private boolean greetAndGoOn(ByteDuplex bytes, @Nullable SessionId resuming) throws IOException {
    synchronized (lock) {
      if (link == Link.OVER) {
        bytes.close();
        return false;
      }
      greeted = bytes;
    }
    LinkGreeting greeting = new LinkGreeting(bytes, setup.limits());
    boolean kept = false;
    Ticker.Beat timeout = setup.ticker().after(setup.limits().handshakeTimeout(), greeting::giveUp);
    try {
      long received = resuming == null ? 0 : current().connection().handled();
      Hello hello = Greeting.hello(setup.name(), setup.groups(), setup.limits());
      Welcome answer = greeting.greet(hello.resuming(resuming, received));
      Greeting.check(answer, setup.groups());
      kept = answer.resumed() ? resume(bytes, answer) : begin(bytes, answer);
      return kept;
    } finally {
      timeout.close();
      synchronized (lock) {
        greeted = null;
      }
      if (!kept) {
        greeting.leave(Reason.CANCELLED, "This client has no use for the link");
      }
    }
  }

  private ClientSession current() {
    synchronized (lock) {
      return Objects.requireNonNull(session);
    }
  }

  /** The session goes on, unless it was ended meanwhile. */
  private boolean resume(ByteDuplex bytes, Welcome answer) throws ConnectFailedException {
    Connection connection;
    synchronized (lock) {
      if (link == Link.OVER || expired) {
        return false;
      }
      if (id == null || !id.equals(answer.session())) {
        throw new ConnectFailedException(
            Reason.PROTOCOL_ERROR, "The core resumed a session that was not asked for", null);
      }
      stopExpiry();
      connection = Objects.requireNonNull(session).connection();
    }
    boolean goesOn = connection.resume(bytes, answer.received()) == Connection.Resumption.RESUMED;
    synchronized (lock) {
      welcome = answer;
      if (!goesOn && link != Link.OVER) {
        expireLater();
      }
    }
    if (goesOn) {
      up(true);
    }
    return goesOn;
  }

  /** A new session begins; what waits is moved to it. */
  private boolean begin(ByteDuplex bytes, Welcome answer) throws ConnectFailedException {
    String breach = ClientSession.windowBreach(answer);
    if (breach != null) {
      throw new ConnectFailedException(Reason.PROTOCOL_ERROR, breach, null);
    }
    List<Runnable> after = new ArrayList<>();
    ClientSession fresh = newSession(bytes.peer(), Terms.of(answer, setup.limits()));
    boolean first;
    synchronized (lock) {
      if (link == Link.OVER) {
        return false;
      }
      stopExpiry();
      ClientSession old = session;
      first = old == null;
      session = fresh;
      welcome = answer;
      id = answer.session();
      if (id != null) {
        fresh.connection().makeResumable(_ -> {});
      }
      if (old != null) {
        // Takes nothing from here on; who is refused waits for the lock and finds the new one.
        old.connection().close(null);
        after.add(calls.move(old, fresh, cause));
      }
      calls.use(fresh);
      if (old != null) {
        String text = "The session with the core was lost: " + cause;
        after.add(listeners.renew(new Resync(Reason.CONNECTION_LOST, text)));
      }
      meanwhile = null;
    }
    attach(fresh, bytes, answer);
    if (!first) {
      up(false);
    }
    after.forEach(Runnable::run);
    return true;
  }

  private static void attach(ClientSession fresh, ByteDuplex bytes, Welcome answer) {
    if (answer.session() == null) {
      fresh.connection().over(bytes).start();
    } else if (fresh.connection().resume(bytes, 0) != Connection.Resumption.RESUMED) {
      // Closed meanwhile.
      bytes.close();
    }
  }

  private void up(boolean resumed) {
    Runnable behind;
    synchronized (lock) {
      if (link != Link.DIALING) {
        return;
      }
      link = Link.UP;
      expired = false;
      dialing = null;
      upSince = setup.ticker().nanos();
      attempt++;
      behind = meanwhile;
      meanwhile = null;
      states.note(new ConnectionState.Connected(resumed));
    }
    states.tell();
    if (behind != null) {
      behind.run();
    }
  }

  // The end.

  @Override
  public void close() {
    shut(Reason.CANCELLED, "The client was closed");
  }

  private void shut(Reason reason, String text) {
    ClientSession its;
    Thread thread;
    ByteDuplex half;
    synchronized (lock) {
      if (link == Link.OVER) {
        return;
      }
      if (link != Link.UP) {
        // Else the link's end stops it: the goodbye may get stuck.
        stopBeat();
      }
      link = Link.OVER;
      its = session;
      thread = dialing;
      half = greeted;
      stopExpiry();
      if (next != null) {
        next.close();
      }
      states.note(new ConnectionState.Closed(reason, text));
    }
    if (half != null) {
      half.close();
    }
    if (thread != null && thread != Thread.currentThread()) {
      thread.interrupt();
    }
    if (its != null) {
      its.standing().leaving(reason, text);
      end(its, reason, text);
    }
    listeners.end(
        new EventFailedException(
            OutgoingCalls.SUBSCRIBE.name(), reason, null, "Nothing more is heard: " + text, null));
    states.tell();
  }

  /** Says goodbye, so that the core does not keep the session, and closes behind it. */
  private void end(ClientSession its, Reason reason, String text) {
    Connection connection = its.connection();
    if (connection.isDetached()) {
      connection.close(null);
      Runnable ends;
      synchronized (lock) {
        ends = calls.expire(its, text);
      }
      ends.run();
    } else {
      its.sayGoodbye(reason, text);
    }
    calls.inFlight().end(": " + text, its.standing().cause());
  }

  @Override
  public Welcome welcome() {
    synchronized (lock) {
      return Objects.requireNonNull(welcome);
    }
  }

  @Override
  public boolean isOpen() {
    synchronized (lock) {
      return link != Link.OVER && !expired;
    }
  }
}
