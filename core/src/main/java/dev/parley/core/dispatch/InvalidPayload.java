package dev.parley.core.dispatch;

import dev.parley.annotations.EventException;
import dev.parley.core.codec.MalformedMessageException;
import dev.parley.core.validation.InvalidMessageException;
import org.jspecify.annotations.Nullable;

/** What a front end is told about a payload that was refused. */
final class InvalidPayload {
  private InvalidPayload() {}

  /**
   * A sentence without inner workings: a record's own complaint is meant to be read, what the JDK
   * says about a mistake within the record is not.
   *
   * @param path the record that refused, for example {@code items[2].address}; empty for the
   *     payload itself
   */
  static String describe(Throwable refused, String path) {
    String message = refused.getMessage();
    String where = path.isEmpty() ? "" : ": " + path;
    return switch (refused) {
      case MalformedMessageException e -> "the payload can't be read: " + message;
      case InvalidMessageException e -> "the payload was refused: " + message;
      case EventException e when isSaid(message) ->
          "the payload was refused" + where + ": " + message;
      case IllegalArgumentException e when isSaid(message) ->
          "the payload was refused" + where + ": " + message;
      default -> "the payload was refused" + where;
    };
  }

  private static boolean isSaid(@Nullable String message) {
    return message != null && !message.isBlank();
  }
}
