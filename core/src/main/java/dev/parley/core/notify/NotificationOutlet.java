package dev.parley.core.notify;

/** Where notifications leave a hub: a core that delivers them to the front ends that listen. */
@FunctionalInterface
public interface NotificationOutlet {
  /** Delivers the notification to who listens; must neither block nor throw. */
  void publish(OutgoingNotification<?> notification);
}
