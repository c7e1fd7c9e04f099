package dev.parley.codegen;

import dev.parley.schema.Event;
import dev.parley.schema.NotificationGroup.Notification;
import dev.parley.schema.Policy;
import java.util.Locale;

/** What annotations of the contract mean to those who call or listen: a line for their comments. */
final class Meaning {
  private Meaning() {}

  /** What else there is to know of calling the event; empty if nothing. */
  static String of(Event event) {
    return event.idempotent()
        ? "Called again by itself where the answer was lost with the connection."
        : "";
  }

  /** Which notifications of the kind are delivered; empty if every one is. */
  static String of(Notification notification) {
    String newest = notification.subject().isPresent() ? "the newest of a subject" : "the newest";
    return switch (notification.policy()) {
      case Policy.Every() -> "";
      case Policy.Latest() -> "Only " + newest + " is kept for a slow front end.";
      case Policy.Debounced(int quiet, int maxWait) ->
          String.format(
              Locale.ROOT,
              "Only %s is sent, when none came for %,d ms, at the latest after %,d ms.",
              newest,
              quiet,
              maxWait);
    };
  }
}
