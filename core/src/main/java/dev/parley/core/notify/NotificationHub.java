package dev.parley.core.notify;

import dev.parley.core.event.GroupContract;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where a core's code sends notifications. A hub exists before its core does, so that handlers can
 * be made with the senders they need; it serves one or several cores. Safe for use by any thread.
 */
public final class NotificationHub {
  /** The array is never changed, so that sending needs no iterator. */
  private volatile NotificationOutlet[] outlets = {};

  private final Map<String, GroupContract> groups = new ConcurrentHashMap<>();

  private NotificationHub() {}

  /** A hub that no core serves yet; {@code Core.Builder.notifications} gives it to one. */
  public static NotificationHub create() {
    return new NotificationHub();
  }

  /**
   * Makes a notification group known, so that cores can tell front ends at connect whether their
   * contracts fit. Generated senders do it when they are made.
   *
   * @throws IllegalArgumentException if another contract of that name is known already
   */
  public void declare(GroupContract group) {
    GroupContract known = groups.putIfAbsent(group.name(), group);
    if (known != null && !known.equals(group)) {
      throw new IllegalArgumentException(
          "Two different notification groups are named " + group.name());
    }
  }

  /** The groups that were declared. */
  public List<GroupContract> groups() {
    return List.copyOf(groups.values());
  }

  /** Sends a notification that is about nothing in particular. */
  public <T> void send(NotificationType<T> type, T payload) {
    send(type, "", payload);
  }

  /**
   * Sends a notification to every front end that listens for it. It is encoded only if somebody
   * does, and queued, or held back if it is {@linkplain NotificationType#debounced debounced},
   * before this method returns; a slow front end is never waited for. Must not be called by a
   * message's own accessors, which run while a connection is being written to.
   *
   * <p>What one thread sends arrives in that order, as far as the {@link Policy} of the types has
   * it; what a handler sends before it answers arrives before its answer.
   *
   * @param subject what it is about, for listeners that filter by it; empty for nothing
   * @throws dev.parley.core.codec.UnencodableMessageException if somebody listens and the payload
   *     holds what Protobuf can't carry, or is larger than a core's {@code Limits.maxFrameBytes}
   */
  public <T> void send(NotificationType<T> type, String subject, T payload) {
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(payload, "payload");
    for (NotificationOutlet outlet : outlets) {
      outlet.publish(type, subject, payload);
    }
  }

  /** Attaches an outlet; a core does it when it starts. */
  public synchronized void attach(NotificationOutlet outlet) {
    NotificationOutlet[] more = Arrays.copyOf(outlets, outlets.length + 1);
    more[outlets.length] = Objects.requireNonNull(outlet, "outlet");
    outlets = more;
  }

  /** Detaches an outlet; a core does it when it is closed. */
  public synchronized void detach(NotificationOutlet outlet) {
    outlets =
        Arrays.stream(outlets).filter(it -> !it.equals(outlet)).toArray(NotificationOutlet[]::new);
  }
}
