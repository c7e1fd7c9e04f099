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
   * @param error what it may carry instead of its payload, if that is an {@code Outcome}: a {@code
   *     MessageRef} or a {@code UnionRef}; never without a payload
   * @param policy which of several are delivered
   * @param doc its description, then the {@code @param} tags that it has
   */
  public record Notification(
      String method,
      int number,
      Optional<String> subject,
      Optional<Event.Payload> payload,
      Optional<FieldType.Single> error,
      Policy policy,
      String doc) {

    /** Refuses an error without a payload: an outcome is one or the other. */
    public Notification {
      if (error.isPresent() && payload.isEmpty()) {
        throw new IllegalArgumentException(method + " has an error and no payload");
      }
    }

    /** A notification without an error, of which every one is delivered. */
    public Notification(
        String method,
        int number,
        Optional<String> subject,
        Optional<Event.Payload> payload,
        String doc) {
      this(method, number, subject, payload, Optional.empty(), Policy.EVERY, doc);
    }

    /** The name in generated code: the method's name with a capital. */
    public String name() {
      return Names.capitalized(method);
    }

    /** The same notification, which may carry that error instead of its payload. */
    public Notification orError(FieldType.Single error) {
      return new Notification(method, number, subject, payload, Optional.of(error), policy, doc);
    }

    /** The same notification, delivered otherwise. */
    public Notification with(Policy policy) {
      return new Notification(method, number, subject, payload, error, policy, doc);
    }
  }
}
