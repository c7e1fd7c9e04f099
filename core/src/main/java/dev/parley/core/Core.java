package dev.parley.core;

import dev.parley.core.dispatch.Dispatcher;
import dev.parley.core.dispatch.Hooks;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.event.GroupContract;
import dev.parley.core.hooks.AuthorizedAdmission;
import dev.parley.core.hooks.CallWatch;
import dev.parley.core.hooks.InterceptorChain;
import dev.parley.core.intercept.Authorization;
import dev.parley.core.intercept.Interceptor;
import dev.parley.core.meter.CoreMeter;
import dev.parley.core.metrics.CoreMetrics;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.protocol.Limits;
import dev.parley.core.session.Serving;
import dev.parley.core.session.Sessions;
import dev.parley.core.time.Ticker;
import dev.parley.core.transport.Listening;
import dev.parley.core.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A running core: serves event groups and notifications to the front ends that connect. Safe for
 * use by any thread.
 */
public final class Core implements AutoCloseable {
  private final String name;
  private final Sessions sessions;
  private final List<NotificationHub> hubs;
  private final List<Listening> listenings;
  private final @Nullable CoreMeter meter;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  private Core(
      String name,
      Sessions sessions,
      List<NotificationHub> hubs,
      List<Listening> listenings,
      @Nullable CoreMeter meter) {
    this.name = name;
    this.sessions = sessions;
    this.hubs = hubs;
    this.listenings = listenings;
    this.meter = meter;
  }

  /** Begins a core without events, ways in or notifications. */
  public static Builder builder() {
    return new Builder();
  }

  /** The name that front ends are told. */
  public String name() {
    return name;
  }

  /** Where front ends reach this core, in the order of {@link Builder#listen}. */
  public List<String> addresses() {
    return listenings.stream().map(Listening::address).toList();
  }

  /**
   * What has happened so far: connections, and for each event what became of its calls and how long
   * they took. It goes on to tell after the core was closed.
   *
   * @throws IllegalStateException if this core does not count: {@link Builder#metrics} was not
   *     called
   */
  public CoreMetrics metrics() {
    if (meter == null) {
      throw new IllegalStateException(
          "The core %s does not count; build it with Core.Builder.metrics()".formatted(name));
    }
    return meter.snapshot();
  }

  /**
   * Closes in good order: accepts no more front ends and no new calls, waits for the calls in
   * flight up to {@link Limits#drainTimeout()}, interrupts what is left, and closes every
   * connection. Idempotent; a second caller waits for the first. From any thread; a handler that
   * closes its own core waits for itself, and so for the whole drain timeout.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      awaitCloseUninterruptibly();
      return;
    }
    try {
      listenings.forEach(Listening::close);
      sessions.close();
      hubs.forEach(hub -> hub.detach(sessions));
    } finally {
      closed.countDown();
    }
  }

  private void awaitCloseUninterruptibly() {
    boolean interrupted = false;
    while (closed.getCount() > 0) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Closes on a thread of its own: a connection's thread, which it waits for, is the one that asks.
   */
  private void closeAside() {
    Thread.ofPlatform().daemon().name(name + " closing").start(this::close);
  }

  /**
   * Waits until the core is closed, by {@link #close} or because its only front ends have gone and
   * no transport brings others (see {@link dev.parley.core.transport.Acceptor#exhausted}). The
   * core's own threads do not keep a process alive.
   */
  public void awaitClose() throws InterruptedException {
    closed.await();
  }

  /** What a core is made of. Not for use by several threads. */
  public static final class Builder {
    private final List<NotificationHub> hubs = new ArrayList<>();
    private final List<EventGroupBinding> plugins = new ArrayList<>();
    private final List<Transport> transports = new ArrayList<>();
    private final List<Interceptor> interceptors = new ArrayList<>();
    private String name = "core";
    private Limits limits = Limits.DEFAULT;
    private Ticker ticker = Ticker.system();
    private @Nullable Authorization authorization;
    private boolean counts;
    private Duration warnAfter = Duration.ofSeconds(1);

    private Builder() {}

    /** The core's name, told to front ends; {@code core} by default. */
    public Builder name(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /** Adds a hub whose notifications this core delivers. */
    public Builder notifications(NotificationHub hub) {
      hubs.add(Objects.requireNonNull(hub, "hub"));
      return this;
    }

    /** Adds an event group with its handlers. */
    public Builder plugin(EventGroupBinding plugin) {
      plugins.add(Objects.requireNonNull(plugin, "plugin"));
      return this;
    }

    /** Adds a way in for front ends. */
    public Builder listen(Transport transport) {
      transports.add(Objects.requireNonNull(transport, "transport"));
      return this;
    }

    /** What the core allows each front end; {@link Limits#DEFAULT} by default. */
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
     * Puts an interceptor around every handler, within those that were added before.
     *
     * @see Interceptor
     */
    public Builder intercept(Interceptor interceptor) {
      interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
      return this;
    }

    /**
     * Who may call which event and listen to which notification; everybody who can connect, by
     * default.
     *
     * @throws IllegalStateException if it was said already: one place decides
     */
    public Builder authorize(Authorization authorization) {
      if (this.authorization != null) {
        throw new IllegalStateException(
            "This core is authorized by %s already; one place decides"
                .formatted(this.authorization));
      }
      this.authorization = Objects.requireNonNull(authorization, "authorization");
      return this;
    }

    /**
     * Counts what happens, for {@link Core#metrics}; not by default. It costs a call some 70 ns,
     * most of which go to asking the clock twice.
     */
    public Builder metrics() {
      counts = true;
      return this;
    }

    /**
     * How long a handler may run before the log warns of it, naming what it is at; 1 s by default.
     * Each call is warned of once, up to 50 ms late, and calls with streams are not.
     *
     * @param duration zero for no warnings
     * @throws IllegalArgumentException if it is negative
     */
    public Builder warnAfter(Duration duration) {
      if (duration.isNegative()) {
        throw new IllegalArgumentException(
            "warnAfter is " + duration + "; it must not be negative");
      }
      warnAfter = duration;
      return this;
    }

    /**
     * Starts the core.
     *
     * @throws IllegalStateException if two plugins provide one group, naming both
     * @throws IOException if a transport can't listen; nothing stays open
     */
    public Core start() throws IOException {
      CoreMeter meter = counts ? new CoreMeter() : null;
      Hooks hooks = hooks(meter);
      Dispatcher dispatcher = new Dispatcher(plugins, hooks);
      List<EventGroupBinding> served = List.copyOf(plugins);
      List<NotificationHub> notifying = List.copyOf(hubs);
      Sessions sessions =
          new Sessions(
              new Serving(
                  name,
                  limits,
                  ticker,
                  dispatcher,
                  hooks,
                  meter == null ? null : meter.notifications(),
                  () -> groups(served, notifying)));
      notifying.forEach(hub -> hub.attach(sessions));
      List<Listening> listenings = new ArrayList<>();
      Core core = new Core(name, sessions, notifying, listenings, meter);
      WaysIn ways =
          new WaysIn(sessions, transports.size(), () -> sessions.afterLast(core::closeAside));
      // The JDK makes ready for virtual threads when the first one starts; no call shall wait for
      // it.
      Thread.startVirtualThread(() -> {});
      boolean done = false;
      try {
        for (Transport transport : transports) {
          listenings.add(transport.listen(ways.next()));
        }
        if (!transports.isEmpty()) {
          ways.started();
        }
        done = true;
        return core;
      } finally {
        if (!done) {
          core.close();
        }
      }
    }

    private Hooks hooks(@Nullable CoreMeter meter) {
      if (meter != null) {
        for (EventGroupBinding plugin : plugins) {
          plugin.events().forEach(event -> meter.add(event.type()));
        }
      }
      return new Hooks(
          new CallWatch(meter, ticker, interceptors, warnAfter),
          interceptors.isEmpty() ? null : new InterceptorChain(interceptors),
          authorization == null ? null : new AuthorizedAdmission(authorization));
    }

    /** Asked at each handshake: a sender may be made after the core was started. */
    private static List<GroupContract> groups(
        List<EventGroupBinding> plugins, List<NotificationHub> hubs) {
      List<GroupContract> groups = new ArrayList<>();
      plugins.forEach(plugin -> groups.add(plugin.contract()));
      hubs.forEach(hub -> groups.addAll(hub.groups()));
      return groups;
    }
  }
}
