package dev.parley.core.client;

import dev.parley.core.connection.StreamConnection;
import dev.parley.core.connection.WritePolicy;
import dev.parley.core.event.EventType;
import dev.parley.core.event.GroupContract;
import dev.parley.core.notify.NotificationType;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.time.Ticker;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.wire.Welcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A front end in Java: a connection to a core, over which events are called and notifications
 * heard. Safe for use by any thread.
 *
 * <p>A call is sent by the thread that makes it, while few are in flight. As with every
 * interruptible channel of the JDK, interrupting a thread in the very moment in which it writes
 * closes the connection; calls from virtual threads and from callbacks are sent by a thread of the
 * client's own and are safe from that.
 */
public final class CoreClient implements AutoCloseable {
  private static final Duration BEAT = Duration.ofMillis(50);

  private final ClientSession session;
  private final StreamConnection connection;
  private final Welcome welcome;
  private final Ticker.Beat beat;

  private CoreClient(
      ClientSession session, StreamConnection connection, Welcome welcome, Ticker.Beat beat) {
    this.session = session;
    this.connection = connection;
    this.welcome = welcome;
    this.beat = beat;
  }

  /** Begins a client without a name that expects nothing of its core. */
  public static Builder builder() {
    return new Builder();
  }

  /** Connects with the default limits, expecting the core to serve these groups. */
  public static CoreClient connect(ByteDuplex link, GroupContract... groups)
      throws ConnectFailedException {
    return builder().expect(groups).connect(link);
  }

  /** The name that the core goes by. */
  public String coreName() {
    return welcome.core();
  }

  /**
   * Calls an event. Generated clients do this with the right types. Whatever goes wrong, the call
   * ends with it; this method does not throw and does not wait for the core.
   */
  public <P, R, E> Call<R, E> call(EventType<P, R, E> type, P payload) {
    return session.call(type, payload);
  }

  /**
   * Listens to a notification about any subject; returns when the core has agreed.
   *
   * @param listener takes the subject and the payload, in the order in which they were sent, on the
   *     connection's reader thread; it must not block
   * @throws EventFailedException if the core refuses or the connection is lost
   */
  public <T> Subscription subscribe(
      NotificationType<T> type, BiConsumer<? super String, ? super T> listener)
      throws InterruptedException {
    return listen(type, null, listener);
  }

  /**
   * Listens to a notification about one subject; returns when the core has agreed.
   *
   * @param listener as of {@link #subscribe(NotificationType, BiConsumer)}
   * @throws EventFailedException if the core refuses or the connection is lost
   */
  public <T> Subscription subscribe(
      NotificationType<T> type, String subject, BiConsumer<? super String, ? super T> listener)
      throws InterruptedException {
    return listen(type, Objects.requireNonNull(subject, "subject"), listener);
  }

  private <T> Subscription listen(
      NotificationType<T> type,
      @Nullable String subject,
      BiConsumer<? super String, ? super T> consumer)
      throws InterruptedException {
    ClientSession.Listening listening =
        session.listen(
            new Listener<>(type, subject, consumer), type.source(), type.number(), subject);
    boolean agreed = false;
    try {
      var _ = listening.agreed().await();
      agreed = true;
    } finally {
      if (!agreed) {
        session.stopListening(listening);
      }
    }
    return () -> session.stopListening(listening);
  }

  /** Whether calls can be made: false once the connection is closed or closing. */
  public boolean isOpen() {
    return !connection.isEnding();
  }

  /** Closes the connection; every call in flight fails with CONNECTION_LOST. Idempotent. */
  @Override
  public void close() {
    beat.close();
    connection.close(null);
  }

  /** What a client connects with. Not for use by several threads. */
  public static final class Builder {
    private final List<GroupContract> groups = new ArrayList<>();
    private String name = "";
    private Limits limits = Limits.DEFAULT;
    private Ticker ticker = Ticker.system();

    private Builder() {}

    /** The client's name for the core's log; empty by default. */
    public Builder name(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /** Groups that the core must serve in a compatible shape. */
    public Builder expect(GroupContract... groups) {
      this.groups.addAll(List.of(groups));
      return this;
    }

    /** The client's own limits; it also keeps to those of the core. */
    public Builder limits(Limits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /** The time that limits are measured by; {@link Ticker#system()} by default. */
    public Builder ticker(Ticker ticker) {
      this.ticker = Objects.requireNonNull(ticker, "ticker");
      return this;
    }

    /**
     * Shakes hands with the core at the other end. The client owns the link from here on and closes
     * it, also when this fails.
     *
     * @throws ConnectFailedException if the core refuses, does not answer within {@link
     *     Limits#handshakeTimeout}, or serves another contract; the message says which parts differ
     */
    public CoreClient connect(ByteDuplex link) throws ConnectFailedException {
      ClientSession session = new ClientSession(limits);
      StreamConnection connection =
          new StreamConnection("parley client " + name, link, session, limits, WritePolicy.CLIENT);
      session.attach(connection);
      connection.start();
      HandshakeTimer timer = new HandshakeTimer(ticker, limits.handshakeTimeout(), session);
      Ticker.Beat beat = ticker.every(BEAT, () -> check(connection, timer));
      boolean done = false;
      try {
        session.greet(Greeting.hello(name, groups, limits.maxFrameBytes()));
        Welcome welcome = session.awaitWelcome();
        Greeting.check(welcome, groups);
        timer.done();
        CoreClient client = new CoreClient(session, connection, welcome, beat);
        done = true;
        return client;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ConnectFailedException(
            Reason.CANCELLED, "Interrupted while waiting for the core's answer", e);
      } finally {
        if (!done) {
          beat.close();
          connection.close(null);
        }
      }
    }

    private void check(StreamConnection connection, HandshakeTimer timer) {
      long now = ticker.nanos();
      timer.check(now);
      connection.check(now);
    }
  }
}
