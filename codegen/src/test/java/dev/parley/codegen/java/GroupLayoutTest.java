package dev.parley.codegen.java;

import static dev.parley.codegen.java.Samples.message;
import static dev.parley.codegen.java.Samples.messageRef;
import static dev.parley.codegen.java.Samples.name;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import dev.parley.schema.Contract;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.FieldType;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.Policy;
import dev.parley.schema.TypeDeclaration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Declarations, lambdas and methods of every width stand as google-java-format has them. */
@Execution(ExecutionMode.SAME_THREAD)
class GroupLayoutTest {
  private final Random random = new Random(7);
  private int serial;

  @Test
  void eventsOfEveryWidthAreFormattedAlready() throws Exception {
    for (int round = 0; round < 20; round++) {
      for (Map.Entry<String, String> file : GoldenTest.generate(contract()).entrySet()) {
        if (file.getKey().contains("Event")) {
          assertThat(new Formatter().formatSource(file.getValue()))
              .as(file.getKey())
              .isEqualTo(file.getValue());
        }
      }
    }
  }

  @Test
  void notificationsOfEveryWidthAreFormattedAlready() throws Exception {
    for (int round = 0; round < 20; round++) {
      for (Map.Entry<String, String> file : GoldenTest.generate(told()).entrySet()) {
        if (file.getKey().contains("Notification")) {
          assertThat(new Formatter().formatSource(file.getValue()))
              .as(file.getKey())
              .isEqualTo(file.getValue());
        }
      }
    }
  }

  private Contract told() {
    List<TypeDeclaration> types = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      types.add(message(word("T", 16)));
    }
    var notifications = new ArrayList<NotificationGroup.Notification>();
    for (int i = 1; i < 8; i++) {
      Optional<Event.Payload> payload =
          maybe(types).map(type -> new Event.Payload(word("p", 10), type));
      notifications.add(
          new NotificationGroup.Notification(
              word("n"),
              i,
              random.nextBoolean() ? Optional.of(word("s", 10)) : Optional.empty(),
              payload,
              payload.flatMap(_ -> maybe(types)),
              random.nextBoolean() ? new Policy.Latest() : new Policy.Debounced(i, 100_000),
              ""));
    }
    var group = new NotificationGroup(name("UserNotification"), "User", "", notifications);
    return new Contract(List.of(), List.of(group), types);
  }

  private Contract contract() {
    List<TypeDeclaration> types = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      types.add(message(word("T")));
    }
    types.add(message("Failure"));
    var events = new ArrayList<Event>();
    for (int i = 0; i < 8; i++) {
      Optional<Event.DeclaredError> error =
          random.nextBoolean()
              ? Optional.of(new Event.DeclaredError(name("Failed"), messageRef("Failure")))
              : Optional.empty();
      var plain =
          new Event(
              word("e"),
              i,
              maybe(types).map(type -> new Event.Payload(word("p"), type)),
              maybe(types),
              error,
              false,
              "");
      Event sent = maybe(types).map(type -> plain.from(word("s"), type)).orElse(plain);
      events.add(maybe(types).map(type -> sent.to(word("r"), type)).orElse(sent));
    }
    return new Contract(List.of(new EventGroup(name("UserEvent"), "", events)), List.of(), types);
  }

  private Optional<FieldType.Single> maybe(List<TypeDeclaration> types) {
    return random.nextInt(3) == 0
        ? Optional.empty()
        : Optional.of(messageRef(types.get(random.nextInt(4)).name().name()));
  }

  private String word(String start) {
    return word(start, 28);
  }

  private String word(String start, int more) {
    return start + serial++ + "x".repeat(random.nextInt(more));
  }
}
