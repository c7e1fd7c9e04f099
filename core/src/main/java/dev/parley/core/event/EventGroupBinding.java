package dev.parley.core.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An event group with the handlers that answer it: what a plugin hands to a core. Generated code
 * makes it from an implementation of the group's interface.
 */
public final class EventGroupBinding {
  private final GroupContract contract;
  private final String plugin;
  private final List<BoundEvent<?, ?, ?>> events;
  private final boolean serial;

  private EventGroupBinding(
      GroupContract contract, String plugin, List<BoundEvent<?, ?, ?>> events, boolean serial) {
    this.contract = contract;
    this.plugin = plugin;
    this.events = events;
    this.serial = serial;
  }

  /** Begins the binding of a group. */
  public static Builder of(GroupContract contract) {
    return new Builder(contract);
  }

  /**
   * The same group with its handlers run one call at a time, in the order in which the calls came,
   * whoever makes them. Calls of other groups are not held up. An inline event then waits its turn
   * like any other.
   */
  public EventGroupBinding serial() {
    return new EventGroupBinding(contract, plugin, events, true);
  }

  /** Whether the group's handlers run one call at a time. */
  public boolean isSerial() {
    return serial;
  }

  /** The contract of the group, for the handshake. */
  public GroupContract contract() {
    return contract;
  }

  /** Who provides the handlers, for errors that name a plugin. */
  public String plugin() {
    return plugin;
  }

  /** The events with their handlers, in the order in which they were bound; unmodifiable. */
  public List<BoundEvent<?, ?, ?>> events() {
    return events;
  }

  /** Binds events to handlers, one call per event. Not for use by several threads. */
  public static final class Builder {
    private final GroupContract contract;
    private final List<BoundEvent<?, ?, ?>> events = new ArrayList<>();
    private String plugin;

    private Builder(GroupContract contract) {
      this.contract = Objects.requireNonNull(contract, "contract");
      this.plugin = contract.name();
    }

    /** Names who provides the handlers, usually their class; errors at start quote it. */
    public Builder providedBy(String plugin) {
      this.plugin = Objects.requireNonNull(plugin, "plugin");
      return this;
    }

    /** An event with a payload and a response. */
    public <P, R> Builder handle(
        EventType<P, R, ?> type, Function<? super P, ? extends R> handler) {
      return add(type, handler);
    }

    /** An event without a payload, with a response. */
    public <R> Builder supply(EventType<Empty, R, ?> type, Supplier<? extends R> handler) {
      return add(type, empty -> handler.get());
    }

    /** An event with a payload, without a response. */
    public <P> Builder accept(EventType<P, Empty, ?> type, Consumer<? super P> handler) {
      return add(
          type,
          payload -> {
            handler.accept(payload);
            return Empty.EMPTY;
          });
    }

    /** An event with neither payload nor response. */
    public Builder run(EventType<Empty, Empty, ?> type, Runnable handler) {
      return add(
          type,
          empty -> {
            handler.run();
            return Empty.EMPTY;
          });
    }

    /** An event with a stream of items, in one direction or in both. */
    public <P, I, O, R> Builder handleStream(
        StreamEventType<P, I, O, R, ?> type, StreamHandler<? super P, I, O, ? extends R> handler) {
      return add(new BoundEvent.Streaming<>(type, Objects.requireNonNull(handler, "handler")));
    }

    private <P, R, E> Builder add(
        EventType<P, R, E> type, Function<? super P, ? extends R> handler) {
      return add(new BoundEvent.Unary<>(type, Objects.requireNonNull(handler, "handler")));
    }

    private Builder add(BoundEvent<?, ?, ?> event) {
      EventType<?, ?, ?> type = event.type();
      if (!type.group().equals(contract.name())) {
        throw new IllegalArgumentException(
            type.name() + " is no event of the group " + contract.name());
      }
      for (BoundEvent<?, ?, ?> bound : events) {
        if (bound.type().name().equals(type.name())) {
          throw new IllegalArgumentException(type.name() + " is bound twice by " + plugin);
        }
      }
      events.add(event);
      return this;
    }

    /** The binding of what has been added so far. */
    public EventGroupBinding build() {
      return new EventGroupBinding(contract, plugin, List.copyOf(events), false);
    }
  }
}
