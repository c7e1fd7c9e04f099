package dev.parley.core.client;

import dev.parley.core.event.EventType;
import dev.parley.core.event.GroupContract;
import dev.parley.core.notify.NotificationType;
import dev.parley.core.protocol.Limits;
import dev.parley.core.time.Ticker;
import dev.parley.core.transport.ByteDuplex;
import java.util.function.BiConsumer;

/**
 * A front end in Java: a connection to a core, over which events are called and notifications
 * heard. Safe for use by any thread.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class CoreClient implements AutoCloseable {
  private CoreClient() {}

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
    throw new UnsupportedOperationException();
  }

  /** Calls an event. Generated clients do this with the right types. */
  public <P, R, E> Call<R, E> call(EventType<P, R, E> type, P payload) {
    throw new UnsupportedOperationException();
  }

  /** Listens to a notification about any subject; returns when the core has agreed. */
  public <T> Subscription subscribe(
      NotificationType<T> type, BiConsumer<? super String, ? super T> listener)
      throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** Listens to a notification about one subject; returns when the core has agreed. */
  public <T> Subscription subscribe(
      NotificationType<T> type, String subject, BiConsumer<? super String, ? super T> listener)
      throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** Closes the connection; every call in flight fails with CONNECTION_LOST. Idempotent. */
  @Override
  public void close() {}

  /** What a client connects with. */
  public static final class Builder {
    private Builder() {}

    /** The client's name for the core's log; empty by default. */
    public Builder name(String name) {
      return this;
    }

    /** Groups that the core must serve in a compatible shape. */
    public Builder expect(GroupContract... groups) {
      return this;
    }

    public Builder limits(Limits limits) {
      return this;
    }

    public Builder ticker(Ticker ticker) {
      return this;
    }

    /**
     * Shakes hands with the core at the other end. The client owns the link from here on and closes
     * it, also when this fails.
     */
    public CoreClient connect(ByteDuplex link) throws ConnectFailedException {
      return new CoreClient();
    }
  }
}
