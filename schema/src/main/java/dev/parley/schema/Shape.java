package dev.parley.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of a group matters on the wire and to a front end's code, as text that two sides can compare
 * line by line.
 *
 * <p>Every line is {@code <key> = <value>}; keys are unique and lines are sorted, joined by line
 * feeds without one at the end:
 *
 * <pre>
 * enum dev.x.ThemeModePB.0 = LIGHT
 * event ExportData = 40 (dev.x.ExportPayloadPB) -> stream dev.x.ChunkPB ! dev.x.FlowyError
 * event ImportData = 41 (dev.x.ImportPayloadPB, stream dev.x.ChunkPB) -> dev.x.UserProfilePB
 * event SignIn = 0 (dev.x.SignInPayloadPB) -> dev.x.UserProfilePB ! dev.x.FlowyError
 * event SignOut = 2 ()
 * field dev.x.SignInPayloadPB.1 = string email
 * field dev.x.UpdatePB.2 = optional string name
 * notification ProfileUpdate = User 2 subject (dev.x.UserProfilePB)
 * notification Sync = User 3 subject (dev.x.SyncPB or dev.x.FlowyError)
 * type dev.x.SignInPayloadPB = message
 * union dev.x.Shape.1 = dev.x.Circle
 * </pre>
 *
 * <p>Items stand as {@code stream dev.x.ChunkPB}, behind the payload or before the response.
 *
 * <p>A front end fits a core if every key of its shape stands in the core's with the same value;
 * keys that only the core has are additions. Doc comments, Java names, {@code @Inline},
 * {@code @Idempotent} and how notifications are delivered are not part of it: they are the core's
 * affair, and a front end of before fits whatever the core makes of them.
 *
 * @param text the lines
 * @param fingerprint the first 16 hexadecimal digits, in lower case, of the SHA-256 of the text
 */
public record Shape(String text, String fingerprint) {

  /** The shape of an event group and of every type it reaches. */
  public static Shape of(Contract contract, EventGroup group) {
    var lines = new ArrayList<String>();
    for (Event event : group.events()) {
      lines.add(line(event));
    }
    return of(lines, contract.typesOf(group));
  }

  /** The shape of a notification group and of every type it reaches. */
  public static Shape of(Contract contract, NotificationGroup group) {
    var lines = new ArrayList<String>();
    for (NotificationGroup.Notification notification : group.notifications()) {
      lines.add(line(group, notification));
    }
    return of(lines, contract.typesOf(group));
  }

  private static Shape of(List<String> lines, List<TypeDeclaration> types) {
    for (TypeDeclaration type : types) {
      addLines(type, lines);
    }
    lines.sort(null);
    String text = String.join("\n", lines);
    return new Shape(text, fingerprintOf(text));
  }

  private static String line(Event event) {
    return "event "
        + event.name()
        + " = "
        + event.number()
        + " ("
        + request(event)
        + ")"
        + answer(event)
        + event.error().map(error -> " ! " + TypeNotation.of(error.type())).orElse("");
  }

  private static String line(NotificationGroup group, NotificationGroup.Notification notification) {
    return "notification "
        + notification.name()
        + " = "
        + group.source()
        + " "
        + notification.number()
        + (notification.subject().isPresent() ? " subject" : "")
        + content(notification);
  }

  private static String request(Event event) {
    return joined(
        event.payload().map(payload -> TypeNotation.of(payload.type())), stream(event.source()));
  }

  private static String answer(Event event) {
    String answer = joined(stream(event.sink()), event.response().map(TypeNotation::of));
    return answer.isEmpty() ? "" : " -> " + answer;
  }

  private static Optional<String> stream(Optional<Event.Items> items) {
    return items.map(it -> "stream " + TypeNotation.of(it.type()));
  }

  private static String joined(Optional<String> first, Optional<String> second) {
    return Stream.of(first, second).flatMap(Optional::stream).collect(Collectors.joining(", "));
  }

  private static String content(NotificationGroup.Notification notification) {
    return " ("
        + notification.payload().map(it -> TypeNotation.of(it.type())).orElse("")
        + notification.error().map(it -> " or " + TypeNotation.of(it)).orElse("")
        + ")";
  }

  private static void addLines(TypeDeclaration type, List<String> lines) {
    String name = type.name().qualified();
    switch (type) {
      case MessageType message -> {
        lines.add("type " + name + " = message");
        for (Field field : message.fields()) {
          lines.add("field " + name + "." + field.number() + " = " + declaration(field));
        }
      }
      case EnumType enumType -> {
        lines.add("type " + name + " = enum");
        for (EnumType.Constant constant : enumType.constants()) {
          lines.add("enum " + name + "." + constant.number() + " = " + constant.name());
        }
      }
      case UnionType union -> {
        lines.add("type " + name + " = union");
        for (UnionType.Alternative alternative : union.alternatives()) {
          lines.add(
              "union "
                  + name
                  + "."
                  + alternative.number()
                  + " = "
                  + alternative.message().qualified());
        }
      }
    }
  }

  private static String declaration(Field field) {
    String optional = field.nullable() ? "optional " : "";
    return optional + TypeNotation.of(field.type()) + " " + field.name();
  }

  private static String fingerprintOf(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
