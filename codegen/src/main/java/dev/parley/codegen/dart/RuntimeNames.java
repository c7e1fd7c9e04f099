package dev.parley.codegen.dart;

import java.util.Set;

/**
 * What {@code package:parley/codec.dart} exports: where a contract has such a name too, generated
 * code imports the runtime under a prefix. A test compares the list with the package.
 */
final class RuntimeNames {
  private static final Set<String> ALL =
      Set.of(
          """
          Cancellation ConversationEvent ConversationEventType Core EmptyNotificationType EnumType
          Event EventType Failure Group InvalidValueException Kind MalformedMessageException MessageNotificationType
          MessageReader MessageType MessageWriter NotificationHandler NotificationListener
          NotificationType Observation OpenEnum OutcomeNotificationType Result Resync Rounding
          StreamEvent StreamEventType StreamingCall Success TimeSpan Timestamp UnaryEvent UploadEvent
          UploadEventType Violation Violations
          """
              .strip()
              .split("\\s+"));

  private RuntimeNames() {}

  /** Whether the runtime has a type of that name. */
  static boolean contains(String name) {
    return ALL.contains(name);
  }
}
