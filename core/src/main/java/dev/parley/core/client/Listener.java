package dev.parley.core.client;

import dev.parley.core.notify.NotificationType;
import dev.parley.core.wire.FrameReader;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Someone who listens to one notification, about one subject or about all. */
final class Listener<T> {
  private static final System.Logger LOG = System.getLogger("dev.parley.core");

  private final NotificationType<T> type;
  private final @Nullable String subject;
  private final BiConsumer<? super String, ? super T> consumer;

  Listener(
      NotificationType<T> type,
      @Nullable String subject,
      BiConsumer<? super String, ? super T> consumer) {
    this.type = type;
    this.subject = subject;
    this.consumer = consumer;
  }

  /** Hears the notification that the reader stands on, if it is one for this listener. */
  void hear(FrameReader notification, String source, String about) {
    if (notification.type() != type.number()
        || !source.equals(type.source())
        || (subject != null && !subject.equals(about))) {
      return;
    }
    try {
      consumer.accept(about, type.read(notification::payload, notification.isError()));
    } catch (RuntimeException e) {
      // One listener's failure is not the others'.
      LOG.log(System.Logger.Level.ERROR, () -> type + ": a listener failed", e);
    }
  }
}
