package dev.parley.core.notify;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A notification on its way from a hub to its outlets. It is encoded when first asked for, once for
 * all listeners. Safe for use by any thread.
 */
public final class OutgoingNotification<T> {
  private final NotificationType<T> type;
  private final String subject;
  private final T payload;
  private byte @Nullable [] encoded;

  OutgoingNotification(NotificationType<T> type, String subject, T payload) {
    this.type = Objects.requireNonNull(type, "type");
    this.subject = Objects.requireNonNull(subject, "subject");
    this.payload = Objects.requireNonNull(payload, "payload");
  }

  /** Which notification it is. */
  public NotificationType<T> type() {
    return type;
  }

  /** What it is about; empty where it is about nothing in particular. */
  public String subject() {
    return subject;
  }

  /** Whether its message is the typed error. */
  public boolean isError() {
    return type.isError(payload);
  }

  /**
   * Its message as bytes, which are shared: they must not be changed.
   *
   * @throws RuntimeException if the message can't be encoded
   */
  public synchronized byte[] encoded() {
    byte[] bytes = encoded;
    if (bytes == null) {
      bytes = type.encode(payload);
      encoded = bytes;
    }
    return bytes;
  }
}
