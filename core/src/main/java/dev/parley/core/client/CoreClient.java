package dev.parley.core.client;

import dev.parley.core.connection.Connection;
import dev.parley.core.event.EventType;
import dev.parley.core.event.GroupContract;
import dev.parley.core.event.StreamEventType;
import dev.parley.core.notify.NotificationType;
import dev.parley.core.protocol.Limits;
import dev.parley.core.time.Ticker;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A front end in Java: a connection to a core, over which events are called and notifications
 * heard. Safe for use by any thread.
 *
 * <p>A call is sent by the thread that makes it, while few are in flight. As with every
 * interruptible channel of the JDK, interrupting a thread in the very moment in which it writes
 * closes the link: a client that {@linkplain Builder#connect(Dialer) dials again} loses nothing by
 * that, any other its connection. Calls from virtual threads and from callbacks are sent by a
 * thread of the client's own and are safe from it.
 */
public final class CoreClient implements AutoCloseable {
  private final OutgoingCalls calls;
  private final Listeners listeners;
  private final States states;
  private final Lifeline lifeline;
  private final Limits limits;
  private final @Nullable Duration timeout;
  private final List<ClientInterceptor> interceptors;

  private CoreClient(Builder builder, Parts parts, Lifeline lifeline) {
    this.calls = parts.calls;
    this.listeners = parts.listeners;
    this.states = parts.states;
    this.lifeline = lifeline;
    this.limits = builder.limits;
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

  /** The name that the core goes by; that of the last one where the client has reconnected. */
  public String coreName() {
    return lifeline.welcome().core();
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
   * Listens to a notification about any subject; returns when the core has agreed. Listeners to the
   * same notification and subject share one subscription of the core's, which the last one ends.
   *
   * @param listener takes the subject and the payload, in the order in which they were sent, on the
   *     connection's reader thread; it must not block
   * @throws EventFailedException if the core refuses or the connection is lost
   * @throws IllegalStateException in a callback of this client, if the core has not agreed for
   *     another listener already: the callback would wait for itself
   */
  public <T> Subscription subscribe(NotificationType<T> type, Listener<T> listener)
      throws InterruptedException {
    return listen(new Topic<>(type, null), listener);
  }

  /**
   * Listens to a notification about one subject; returns when the core has agreed.
   *
   * @param listener as of {@link #subscribe(NotificationType, Listener)}
   * @throws EventFailedException if the core refuses or the connection is lost
   * @throws IllegalStateException as of {@link #subscribe(NotificationType, Listener)}
   */
  public <T> Subscription subscribe(NotificationType<T> type, String subject, Listener<T> listener)
      throws InterruptedException {
    return listen(new Topic<>(type, Objects.requireNonNull(subject, "subject")), listener);
  }

  /** The same as {@link #subscribe(NotificationType, Listener)}, for who needs no resync. */
  public <T> Subscription subscribe(
      NotificationType<T> type, BiConsumer<? super String, ? super T> listener)
      throws InterruptedException {
    Listener<T> hearing = listener::accept;
    return subscribe(type, hearing);
  }

  /** The same as {@link #subscribe(NotificationType, String, Listener)}, without resync. */
  public <T> Subscription subscribe(
      NotificationType<T> type, String subject, BiConsumer<? super String, ? super T> listener)
      throws InterruptedException {
    Listener<T> hearing = listener::accept;
    return subscribe(type, subject, hearing);
  }

  private <T> Subscription listen(Topic<T> topic, Listener<T> listener)
      throws InterruptedException {
    Objects.requireNonNull(listener, "listener");
    Listening<T> listening = listeners.add(topic, new CallbackHearing<>(topic, listener), true);
    boolean agreed = false;
    try {
      listening.awaitAgreed();
      agreed = true;
    } finally {
      if (!agreed) {
        listening.close();
      }
    }
    return listening;
  }

  /**
   * Publishes a notification about any subject, by the rules of Reactive Streams. Each subscriber
   * listens for itself, from when it subscribes until it cancels; it gets what it asked for on the
   * connection's reader thread, or on the thread that asks, and must not block. What it did not ask
   * for yet waits, of {@code latest} ones the newest of each subject, up to {@code
   * Limits.maxBacklogBytes}; beyond it all of that is given up, and {@link Delivery.Resynced} comes
   * in its place. Nobody else waits for a subscriber. {@code onError} tells that the core refused,
   * or that the connection is closed for good; {@code onComplete} is never called.
   */
  public <T> Flow.Publisher<Delivery<T>> publisher(NotificationType<T> type) {
    return new NotificationPublisher<>(
        listeners, new Topic<>(type, null), limits.maxBacklogBytes());
  }

  /** The same about one subject. */
  public <T> Flow.Publisher<Delivery<T>> publisher(NotificationType<T> type, String subject) {
    return new NotificationPublisher<>(
        listeners,
        new Topic<>(type, Objects.requireNonNull(subject, "subject")),
        limits.maxBacklogBytes());
  }

  /**
   * Reads a value and follows its changes, whatever they are about, without a gap: listens first,
   * then reads, gives the value and then every change that came since. A change that the value knew
   * already may be among them. After missed notifications it reads again, and gives that value too.
   * Returns when the first value was given.
   *
   * @param read makes the call that reads; called again after missed notifications
   * @param onValue takes what was read; as {@code onChange} it is called one at a time, on the
   *     connection's reader thread or on the one that ended the read, and must not block
   * @param onChange takes a change's subject and payload
   * @throws EventFailedException if the core refuses the subscription, or the first read fails.
   *     That a later one fails is logged; changes go on
   * @throws IllegalStateException in a callback of this client, which would wait for itself
   */
  public <T, V> Subscription observe(
      NotificationType<T> type,
      Supplier<? extends Call<V, ?>> read,
      Consumer<? super V> onValue,
      BiConsumer<? super String, ? super T> onChange)
      throws InterruptedException {
    Topic<T> topic = new Topic<>(type, null);
    return observe(topic, read, onValue, onChange, why -> Observation.log(topic, why));
  }

  /** The same about one subject. */
  public <T, V> Subscription observe(
      NotificationType<T> type,
      String subject,
      Supplier<? extends Call<V, ?>> read,
      Consumer<? super V> onValue,
      BiConsumer<? super String, ? super T> onChange)
      throws InterruptedException {
    Topic<T> topic = new Topic<>(type, Objects.requireNonNull(subject, "subject"));
    return observe(topic, read, onValue, onChange, why -> Observation.log(topic, why));
  }

  /**
   * The same about one subject or any, for who wants to know of reads that fail.
   *
   * @param subject null for any
   * @param onFailure told that reading again failed, so that the value may be out of date, or that
   *     nothing comes any more; on the same threads as the others
   */
  public <T, V> Subscription observe(
      NotificationType<T> type,
      @Nullable String subject,
      Supplier<? extends Call<V, ?>> read,
      Consumer<? super V> onValue,
      BiConsumer<? super String, ? super T> onChange,
      Consumer<? super EventFailedException> onFailure)
      throws InterruptedException {
    return observe(new Topic<>(type, subject), read, onValue, onChange, onFailure);
  }

  private <T, V> Subscription observe(
      Topic<T> topic,
      Supplier<? extends Call<V, ?>> read,
      Consumer<? super V> onValue,
      BiConsumer<? super String, ? super T> onChange,
      Consumer<? super EventFailedException> onFailure)
      throws InterruptedException {
    Observation<V, T> observation =
        new Observation<>(topic, read, onValue, onChange, onFailure, limits.maxBacklogBytes());
    calls.requireNotReading(OutgoingCalls.SUBSCRIBE);
    observation.start(listeners);
    return observation;
  }

  /**
   * Whether calls can be made, or wait for the core to come back: false once the connection is
   * closed or closing, and where the client reconnects for longer than calls may wait.
   */
  public boolean isOpen() {
    return lifeline.isOpen();
  }

  /** How the client stands with its core just now. */
  public ConnectionState state() {
    return states.current();
  }

  /**
   * Tells of each change of {@link #state} from here on, in order and one at a time, on whatever
   * thread brings it about; the listener must not block. What it throws is logged.
   */
  public Subscription onStateChange(Consumer<? super ConnectionState> listener) {
    return states.listen(Objects.requireNonNull(listener, "listener"));
  }

  /**
   * Closes the connection, or stops dialling, for good. Calls in flight fail with OUTCOME_UNKNOWN,
   * those that waited for a connection with NOT_CONNECTED; listeners are told. A core that keeps
   * sessions is told to keep this one no longer. Idempotent.
   */
  @Override
  public void close() {
    lifeline.close();
  }

  /** What a client connects with. Not for use by several threads. */
  public static final class Builder {
    private final List<GroupContract> groups = new ArrayList<>();
    private String name = "";
    private Limits limits = Limits.DEFAULT;
    private final List<ClientInterceptor> interceptors = new ArrayList<>();
    private Ticker ticker = Ticker.system();
    private @Nullable Duration timeout;
    private @Nullable Backoff backoff;

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

    /**
     * How long to wait before each attempt to reconnect, {@link Backoff#DEFAULT} by default; for
     * {@link #connect(Dialer)}.
     */
    public Builder reconnect(Backoff howLong) {
      this.backoff = Objects.requireNonNull(howLong, "howLong");
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
      requireNoReconnecting();
      Parts parts = new Parts(this, false);
      SingleLink single = parts.singleLink();
      Connection connection = parts.setup.connection(link.peer(), single.session());
      single.connect(connection, connection.over(link)::start);
      return new CoreClient(this, parts, single);
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
      requireNoReconnecting();
      Parts parts = new Parts(this, false);
      SingleLink single = parts.singleLink();
      Connection connection = parts.setup.connection(link.peer(), single.session());
      single.connect(connection, () -> receive.accept(connection.over(link)));
      return new CoreClient(this, parts, single);
    }

    private void requireNoReconnecting() {
      if (backoff != null) {
        throw new IllegalStateException(
            "A client that reconnects needs a way to dial again: connect(Dialer)");
      }
    }

    /**
     * The same over a link that can be dialled again. When it is lost the client reconnects by
     * itself, as the {@link #reconnect backoff} has it, until it is closed or the core objects to
     * it for good; the core keeps the session meanwhile ({@code Limits.resumeWindow} of the core),
     * so that calls, streams and notifications go on where they were.
     *
     * @throws ConnectFailedException as of {@link #connect(ByteDuplex)}, or if the first dial
     *     fails: it is not repeated
     */
    public CoreClient connect(Dialer dialer) throws ConnectFailedException {
      Objects.requireNonNull(dialer, "dialer");
      Parts parts = new Parts(this, true);
      Reconnection reconnection =
          new Reconnection(
              parts.setup,
              backoff == null ? Backoff.DEFAULT : backoff,
              dialer,
              parts.calls,
              parts.listeners,
              parts.states,
              parts.lock);
      reconnection.connect();
      return new CoreClient(this, parts, reconnection);
    }
  }

  /** What a client is made of. */
  private static final class Parts {
    final Object lock = new Object();
    final States states = new States();
    final Setup setup;
    final OutgoingCalls calls;
    final Listeners listeners;

    Parts(Builder builder, boolean repeats) {
      setup = new Setup(builder.name, builder.groups, builder.limits, builder.ticker);
      calls = new OutgoingCalls(builder.limits, builder.ticker, lock, repeats);
      listeners = new Listeners(calls, lock);
    }

    SingleLink singleLink() {
      return new SingleLink(setup, calls, listeners, states);
    }
  }
}
