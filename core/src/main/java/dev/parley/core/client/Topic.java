package dev.parley.core.client;

import dev.parley.core.notify.NotificationType;
import dev.parley.core.wire.Subscribe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is listened to. Equal topics share a subscription.
 *
 * @param subject null for all
 */
record Topic<T>(NotificationType<T> type, @Nullable String subject) {
  Subscribe subscribe(long id) {
    return new Subscribe(
        id, type.source(), List.of(type.number()), subject == null ? List.of() : List.of(subject));
  }

  @Override
  public String toString() {
    return subject == null ? type.toString() : type + " about '" + subject + "'";
  }
}
