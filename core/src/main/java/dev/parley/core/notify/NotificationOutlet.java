package dev.parley.core.notify;

/** Where notifications leave a hub: a core that delivers them to the front ends that listen. */
public interface NotificationOutlet {
  /**
   * Queues a notification for who listens, without waiting for anybody.
   *
   * @throws RuntimeException if somebody listens and it can't be encoded
   */
  <T> void publish(NotificationType<T> type, String subject, T payload);
}
