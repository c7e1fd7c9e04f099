package dev.parley.core.notify;

/** Where notifications leave a hub: a core that delivers them to the front ends that listen. */
@FunctionalInterface
public interface NotificationOutlet {
  /**
   * Queues the notification for who listens, without waiting for anybody.
   *
   * @throws RuntimeException if its payload can't be encoded
   */
  void publish(OutgoingNotification<?> notification);
}
