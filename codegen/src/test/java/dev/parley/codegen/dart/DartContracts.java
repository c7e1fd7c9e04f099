package dev.parley.codegen.dart;

import static dev.parley.codegen.Contracts.field;
import static dev.parley.codegen.Contracts.message;
import static dev.parley.codegen.Contracts.name;
import static dev.parley.codegen.Contracts.nullable;
import static dev.parley.codegen.Contracts.string;

import dev.parley.schema.Contract;
import dev.parley.schema.EnumType;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType.EnumRef;
import dev.parley.schema.FieldType.ListOf;
import dev.parley.schema.FieldType.MessageRef;
import dev.parley.schema.FieldType.Scalar;
import dev.parley.schema.FieldType.Timestamp;
import dev.parley.schema.MessageType;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.NotificationGroup.Notification;
import dev.parley.schema.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Contracts whose names are a matter of Dart alone. */
final class DartContracts {
  private static final String WORDS =
      """
      abstract as async base bool bytes copyWith covariant decode deepEquals deferred double dynamic
      encode export extension external factory found get hashCode hide implements import in index
      interface is key late library message mixin num of on operator other out part reader required
      runtimeType sealed set show static string sync tag toString type typedef validate value values
      when with words yield
      """;

  private DartContracts() {}

  /** Words that mean something in Dart or to generated code, in every place that has a name. */
  static Contract words() {
    var fields = new ArrayList<Field>();
    var constants = new ArrayList<EnumType.Constant>();
    var events = new ArrayList<Event>();
    var notifications = new ArrayList<Notification>();
    var record = new MessageRef(name("WordsPB"));
    for (String word : WORDS.strip().split("\\s+", -1)) {
      int number = fields.size() + 1;
      fields.add(
          number % 3 == 0
              ? field(word, number, Scalar.BYTES)
              : number % 3 == 1 ? string(word, number) : nullable(word, number, Scalar.DOUBLE));
      constants.add(new EnumType.Constant(word.toUpperCase(java.util.Locale.ROOT), number - 1, ""));
      if (number % 5 == 0) {
        var payload = Optional.of(new Event.Payload(word, record));
        events.add(
            new Event(word, number, payload, Optional.of(record), Optional.empty(), false, ""));
        notifications.add(new Notification(word, number, Optional.of("subject"), payload, ""));
        notifications.add(
            new Notification(word + "Too", number + 100, Optional.of(word), payload, ""));
      }
    }
    return new Contract(
        List.of(new EventGroup(name("WordEvent"), "", events)),
        List.of(new NotificationGroup(name("WordNotification"), "Words", "", notifications)),
        List.of(
            new MessageType(name("WordsPB"), "", fields),
            new EnumType(name("WordPB"), "", constants),
            message("HolderPB", "", field("type", 1, new EnumRef(name("WordPB"))))));
  }

  /** Types that are called as the runtime's are, in two packages. */
  static Contract runtime() {
    var core = TypeName.of("dev.parley.other", "Core");
    var payload = Optional.of(new Event.Payload("core", new MessageRef(core)));
    return new Contract(
        List.of(
            new EventGroup(
                name("CoreEvent"),
                "",
                List.of(
                    new Event(
                        "start",
                        0,
                        payload,
                        Optional.of(new MessageRef(name("Result"))),
                        Optional.of(
                            new Event.DeclaredError(
                                name("CoreException"), new MessageRef(name("Core")))),
                        false,
                        "")))),
        List.of(
            new NotificationGroup(
                name("CoreNotification"),
                "Core",
                "",
                List.of(new Notification("started", 1, Optional.empty(), payload, "")))),
        List.of(
            message("Core", "", nullable("core", 1, new MessageRef(core))),
            message(
                "Result",
                "",
                field("result", 1, new ListOf(new MessageRef(name("Core")))),
                field("at", 2, new Timestamp())),
            message("Timestamp", "", field("at", 1, new Timestamp())),
            new MessageType(core, "", List.of(string("name", 1)))));
  }
}
