package dev.parley.core.client;

import dev.parley.core.connection.Connection;
import dev.parley.core.connection.MessageLink;
import dev.parley.core.connection.StreamLink;
import dev.parley.core.connection.WritePolicy;
import dev.parley.core.event.EventType;
import dev.parley.core.event.GroupContract;
import dev.parley.core.event.StreamEventType;
import dev.parley.core.notify.NotificationType;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.time.Ticker;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import dev.parley.core.transport.Peer;
import dev.parley.core.wire.Welcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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

  private final OutgoingCalls calls;
  private final Listeners listeners;
  private final Connection connection;
  private final Welcome welcome;
  private final Ticker.Beat beat;
  private final @Nullable Duration timeout;
  private final List<ClientInterceptor> interceptors;

  private CoreClient(
      Builder builder,
      ClientSession session,
      Connection connection,
      Welcome welcome,
      Ticker.Beat beat) {
    this.calls = session.calls();
    this.listeners = session.listeners();
    this.connection = connection;
    this.welcome = welcome;
    this.beat = beat;
    this.timeout = builder.timeout;
    this.interceptors = List.copyOf(builder.interceptors);
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
    return call(type, payload, CallOptions.NONE);
  }

  /**
   * The same with options. Within a handler the call has no more time than the handler's own, is
   * made in its trace, and is cancelled if that ends without its handler ({@link
   * dev.parley.core.event.Call#current}).
   */
  public <P, R, E> Call<R, E> call(EventType<P, R, E> type, P payload, CallOptions options) {
    Optional<dev.parley.core.event.Call> outer = dev.parley.core.event.Call.find();
    CallOptions effective = effective(options, outer);
    return interceptors.isEmpty()
        ? calls.call(type, payload, effective, outer)
        : new Interception<>(type, interceptors, (p, with) -> calls.call(type, p, with, outer))
            .proceed(0, payload, effective);
  }

  /**
   * Calls an event that streams items, in one direction or in both. Generated clients do this with
   * the right types, and hand out of the conversation what there is. As {@link #call}, it neither
   * throws nor waits.
   */
  public <P, I, O, R, E> Conversation<I, O, R, E> open(
      StreamEventType<P, I, O, R, E> type, P payload, CallOptions options) {
    Optional<dev.parley.core.event.Call> outer = dev.parley.core.event.Call.find();
    CallOptions effective = effective(options, outer);
    if (interceptors.isEmpty()) {
      return calls.open(type, payload, effective, outer);
    }
    AtomicReference<@Nullable StreamCall<I, O, R, E>> opened = new AtomicReference<>();
    Interception<P, R, E> way =
        new Interception<>(
            type.head(),
            interceptors,
            (p, with) -> {
              if (opened.get() != null) {
                throw new IllegalStateException(
                    type + " has streams, so an interceptor can't call it a second time");
              }
              StreamCall<I, O, R, E> call = calls.open(type, p, with, outer);
              opened.set(call);
              return call;
            });
    Call<R, E> outcome = way.proceed(0, payload, effective);
    return new InterceptedStream<>(opened.get(), outcome, way);
  }

  private CallOptions effective(CallOptions options, Optional<dev.parley.core.event.Call> outer) {
    CallOptions own = options.orTimeout(timeout);
    return outer.isPresent() ? own.within(outer.get()) : own;
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
    Listeners.Listening listening =
        listeners.add(
            new Listener<>(type, subject, consumer), type.source(), type.number(), subject);
    boolean agreed = false;
    try {
      var _ = listening.agreed().await();
      agreed = true;
    } finally {
      if (!agreed) {
        listeners.remove(listening);
      }
    }
    return () -> listeners.remove(listening);
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
    private final List<ClientInterceptor> interceptors = new ArrayList<>();
    private Ticker ticker = Ticker.system();
    private @Nullable Duration timeout;

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

    /**
     * How long a call may take that says nothing else in its {@link CallOptions}; as long as it
     * likes by default. The client holds to it by itself, whatever the core does.
     *
     * @throws IllegalArgumentException if it is not positive, or longer than 4,294,967,295 ms
     */
    public Builder timeout(Duration timeout) {
      CallOptions.checkTimeout(timeout);
      if (timeout.isZero()) {
        throw new IllegalArgumentException("A timeout of 0 leaves no time for any call");
      }
      this.timeout = timeout;
      return this;
    }

    /** Adds an interceptor, within those added before. */
    public Builder intercept(ClientInterceptor interceptor) {
      interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
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
      ClientSession session = new ClientSession(limits, ticker);
      Connection connection = connection(session, link.peer());
      StreamLink its = connection.over(link);
      return connect(session, connection, its::start);
    }

    /**
     * The same over a transport of whole messages, such as a WebSocket.
     *
     * @param receive told once who takes the messages that arrive; the transport hands over none
     *     before
     * @throws ConnectFailedException as of {@link #connect(ByteDuplex)}
     */
    public CoreClient connect(FrameDuplex link, Consumer<? super FrameReceiver> receive)
        throws ConnectFailedException {
      ClientSession session = new ClientSession(limits, ticker);
      Connection connection = connection(session, link.peer());
      MessageLink its = connection.over(link);
      return connect(session, connection, () -> receive.accept(its));
    }

    private Connection connection(ClientSession session, Peer peer) {
      return new Connection("parley client " + name, peer, session, limits, WritePolicy.CLIENT);
    }

    private CoreClient connect(ClientSession session, Connection connection, Runnable start)
        throws ConnectFailedException {
      session.attach(connection);
      HandshakeTimer timer = new HandshakeTimer(ticker, limits.handshakeTimeout(), session);
      Ticker.Beat beat = ticker.every(BEAT, () -> check(connection, timer));
      boolean done = false;
      try {
        start.run();
        Welcome welcome = session.greet(Greeting.hello(name, groups, limits));
        Greeting.check(welcome, groups);
        timer.done();
        CoreClient client = new CoreClient(this, session, connection, welcome, beat);
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

    private void check(Connection connection, HandshakeTimer timer) {
      long now = ticker.nanos();
      timer.check(now);
      connection.check(now);
    }
  }
}
