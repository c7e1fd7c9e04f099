package dev.parley.core.publish;

import dev.parley.core.codec.MessageTooLargeException;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.notify.NotificationType;
import dev.parley.core.notify.Policy;
import dev.parley.core.wire.FrameWriter;
import java.nio.charset.StandardCharsets;

/**
 * A notification on its way, encoded once for all who listen: only its number differs between them.
 * Immutable, and without what it was encoded from, so that what waits has the size that is counted.
 */
public final class OutgoingNotification {
  private final NotificationType<?> type;
  private final Key key;
  private final byte[] body;
  private final int payloadBytes;
  private final int bytes;

  private OutgoingNotification(
      NotificationType<?> type, String subject, byte[] body, int payloadBytes) {
    this.type = type;
    this.key = new Key(type.topic(), subject);
    this.body = body;
    this.payloadBytes = payloadBytes;
    this.bytes =
        payloadBytes + (subject.isEmpty() ? 0 : subject.getBytes(StandardCharsets.UTF_8).length);
  }

  /**
   * Encodes a notification.
   *
   * @throws RuntimeException if it can't be encoded
   */
  static <T> OutgoingNotification of(NotificationType<T> type, String subject, T content) {
    MessageWriter out = new MessageWriter();
    int payloadBytes = FrameWriter.notificationBody(out, type, subject, content);
    return new OutgoingNotification(type, subject, out.toByteArray(), payloadBytes);
  }

  NotificationType<?> type() {
    return type;
  }

  /** Whether a newer one may take its place while it waits. */
  boolean isLatest() {
    return type.policy() instanceof Policy.Latest;
  }

  /** What it is about; empty where it is about nothing in particular. */
  String subject() {
    return key.subject();
  }

  /** What a newer one must share with it to take its place. */
  Key key() {
    return key;
  }

  /** What follows in the frame before its number. Shared: it must not be changed. */
  byte[] body() {
    return body;
  }

  int payloadBytes() {
    return payloadBytes;
  }

  /** How many bytes the payload and the subject have. */
  int bytes() {
    return bytes;
  }

  /**
   * Refuses to be larger than a frame may be, with the lowest of numbers.
   *
   * @throws MessageTooLargeException naming both
   */
  void requireFrameOf(int maxFrameBytes) {
    int frame = FrameWriter.notificationBytes(body, 1, isLatest());
    if (frame > maxFrameBytes) {
      throw new MessageTooLargeException(
          type.name(),
          "the notification is a frame of %,d bytes; the limit is %,d (Limits.maxFrameBytes)"
              .formatted(frame, maxFrameBytes));
    }
  }
}
