package dev.parley.schema;

import java.util.List;
import java.util.Optional;

/**
 * An interface of notifications.
 *
 * @param source the source's name on the wire
 */
public record NotificationGroup(
    TypeName name, String source, String doc, List<Notification> notifications) {
  public NotificationGroup {
    notifications = List.copyOf(notifications);
  }

  /**
   * A one-way message to front ends.
   *
   * @param method the Java method, for example {@code profileUpdate}
   * @param subject the name of the parameter that carries the subject
   */
  public record Notification(
      String method,
      int number,
      Optional<String> subject,
      Optional<Event.Payload> payload,
      String doc) {

    /** The name in generated code: the method's name with a capital. */
    public String name() {
      return Names.capitalized(method);
    }
  }
}
