package dev.parley.core.publish;

import dev.parley.core.connection.Flusher;
import org.jspecify.annotations.Nullable;

/** One front end's session, as who sends notifications sees it. */
public interface Hearer {
  /**
   * Takes a notification that the front end listens to; never waits for it.
   *
   * @param flusher has it sent, where many hear the same; null to have it sent at once
   */
  void hear(OutgoingNotification notification, @Nullable Flusher flusher);
}
