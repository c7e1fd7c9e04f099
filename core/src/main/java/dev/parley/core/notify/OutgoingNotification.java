package dev.parley.core.notify;

import java.util.Objects;

/**
 * A notification on its way from a hub to its outlets.
 *
 * @param type which notification it is
 * @param subject what it is about; empty where it is about nothing in particular
 * @param payload its message
 */
public record OutgoingNotification<T>(NotificationType<T> type, String subject, T payload) {
  public OutgoingNotification {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(payload, "payload");
  }
}
