package dev.parley.codegen.java;

import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.MethodDoc;
import dev.parley.codegen.SourceWriter;
import dev.parley.schema.Contract;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.FieldType;
import dev.parley.schema.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Writes an event group's contract, its binding to handlers, and its Java client. */
final class EventGroupGenerator {
  /** What a client's methods must not hide. */
  private static final Set<String> OWN_FIELDS = Set.of("core", "options");

  private final EventGroup group;
  private final Siblings siblings;

  /** The name of each event's constant. */
  private final Map<Event, String> constants = new HashMap<>();

  private EventGroupGenerator(EventGroup group, Siblings siblings) {
    this.group = group;
    this.siblings = siblings;
    Set<String> taken = new HashSet<>(Set.of("GROUP"));
    group.events().forEach(it -> constants.put(it, JavaText.constantName(it.method(), taken)));
  }

  static List<GeneratedFile> generate(Contract contract, EventGroup group, Siblings siblings) {
    var generator = new EventGroupGenerator(group, siblings);
    return List.of(
        generator.contract(Shape.of(contract, group)), generator.binding(), generator.client());
  }

  private GeneratedFile contract(Shape shape) {
    JavaFile file = file("Contract");
    SourceWriter body = file.body();
    body.line("/** The events of {@link " + file.imports().of(group.name()) + "}. */");
    suppressDeprecation(file);
    body.open("final class " + file.className() + " {");
    ShapeText.write(file, group.name().name(), shape);
    for (Event event : group.events()) {
      body.line();
      eventType(file, event)
          .declare(file, "static final", constantName(event), eventValue(file, event));
    }
    body.line().line("private " + file.className() + "() {}").close("}");
    return file.finish();
  }

  private static GenericType eventType(JavaFile file, Event event) {
    String payload = type(file, event.payload().map(Event.Payload::type), "Empty");
    String response = type(file, event.response(), "Empty");
    String error = type(file, event.error().map(Event.DeclaredError::type), "Never");
    return event.streams()
        ? new GenericType(
            file.imports().of(JavaFile.EVENT, "StreamEventType"),
            payload,
            item(file, event.source()),
            item(file, event.sink()),
            response,
            error)
        : new GenericType(file.imports().of(JavaFile.EVENT, "EventType"), payload, response, error);
  }

  private static String item(JavaFile file, Optional<Event.Items> items) {
    return type(file, items.map(Event.Items::type), "Never");
  }

  private static String type(JavaFile file, Optional<FieldType.Single> type, String none) {
    return type.map(new JavaTypes(file.imports())::boxed)
        .orElseGet(() -> file.imports().of(JavaFile.EVENT, none));
  }

  private Layout eventValue(JavaFile file, Event event) {
    Layout head =
        Layout.call(
            file.imports().of(JavaFile.EVENT, "EventType") + ".of",
            JavaText.literal(group.name().name() + "." + event.name()),
            codec(file, event.payload().map(Event.Payload::type)),
            codec(file, event.response()));
    var calls = new ArrayList<Layout>();
    event
        .error()
        .ifPresent(error -> {
          String exception = file.imports().of(error.exception());
          calls.add(
              Layout.call(
                  "throwing",
                  exception + ".class",
                  exception + "::error",
                  codec(file, Optional.of(error.type()))));
        });
    if (event.inline()) {
      calls.add(Layout.text("inline()"));
    }
    if (event.idempotent()) {
      calls.add(Layout.text("idempotent()"));
    }
    event.source().ifPresent(it -> calls.add(items("receiving", file, it)));
    event.sink().ifPresent(it -> calls.add(items("sending", file, it)));
    return Layout.chain(head, calls);
  }

  private static Layout items(String method, JavaFile file, Event.Items items) {
    return Layout.call(method, codec(file, Optional.of(items.type())));
  }

  private static String codec(JavaFile file, Optional<FieldType.Single> type) {
    return type.map(new JavaTypes(file.imports())::codec)
        .orElseGet(() -> file.imports().of(JavaFile.EVENT, "Empty") + ".CODEC");
  }

  private GeneratedFile binding() {
    JavaFile file = file("Binding");
    SourceWriter body = file.body();
    String handlers = file.imports().of(group.name());
    String binding = file.imports().of(JavaFile.EVENT, "EventGroupBinding");
    body.line("/** Binds handlers to the events of {@link " + handlers + "}. */");
    suppressDeprecation(file);
    body.open("public final class " + file.className() + " {")
        .line("private " + file.className() + "() {}")
        .line()
        .line("/** What a core needs in order to call these handlers. */");
    file.openMethod("public static " + binding + " bind", List.of(handlers + " handlers"));
    var calls = new ArrayList<Layout>();
    for (Event event : group.events()) {
      calls.add(
          Layout.call(
              registration(event),
              List.of(
                  Layout.text(constant(event)),
                  event.streams()
                      ? StreamHandling.of(event, file)
                      : Layout.text("handlers::" + event.method()))));
    }
    calls.add(Layout.text("build()"));
    file.add(
        Layout.concat(
            Layout.chain(
                Layout.call("return " + binding + ".of", contractClass() + ".GROUP"), calls),
            Layout.text(";")));
    body.close("}").close("}");
    return file.finish();
  }

  /** The runtime's method for a handler of that form. */
  private static String registration(Event event) {
    if (event.streams()) {
      return "handleStream";
    }
    if (event.payload().isPresent()) {
      return event.response().isPresent() ? "handle" : "accept";
    }
    return event.response().isPresent() ? "supply" : "run";
  }

  private GeneratedFile client() {
    JavaFile file = file("Client");
    SourceWriter body = file.body();
    Javadoc.write(
        body, group.doc(), "Calls the events of {@link " + file.imports().of(group.name()) + "}.");
    ClientParts.openWithOptions(file, contractClass());
    for (Event event : group.events()) {
      body.line();
      clientMethod(file, event);
    }
    body.close("}");
    return file.finish();
  }

  private void clientMethod(JavaFile file, Event event) {
    String payload =
        event
            .payload()
            .map(it -> JavaText.fresh(List.of(it.parameter()), OWN_FIELDS).getFirst())
            .orElse("");
    MethodDoc doc = MethodDoc.of(event);
    String otherwise = "Calls {@code " + event.name() + "}.";
    Javadoc.write(
        file.body(),
        doc.textForCaller(event, otherwise),
        otherwise,
        doc.tagsForCaller(event, payload));
    if (Javadoc.saysDeprecated(event.doc())) {
      file.body().line("@" + file.imports().lang("Deprecated"));
    }
    callType(file, event)
        .openMethod(
            file,
            "public",
            event.method(),
            event.payload().stream()
                .map(it -> type(file, Optional.of(it.type()), "Empty") + " " + payload)
                .toList());
    String sent =
        payload.isEmpty() ? file.imports().of(JavaFile.EVENT, "Empty") + ".EMPTY" : payload;
    file.add(
        Layout.concat(
            Layout.call(
                "return core." + (event.streams() ? "open" : "call"),
                constant(event),
                sent,
                "options"),
            Layout.text(";")));
    file.body().close("}");
  }

  /** What a caller gets: the interface of the streams that the event has. */
  private static GenericType callType(JavaFile file, Event event) {
    String name =
        event.source().isEmpty()
            ? (event.sink().isEmpty() ? "Call" : "EventStream")
            : (event.sink().isEmpty() ? "Upload" : "Conversation");
    var arguments = new ArrayList<String>();
    event.source().ifPresent(it -> arguments.add(item(file, event.source())));
    event.sink().ifPresent(it -> arguments.add(item(file, event.sink())));
    arguments.add(type(file, event.response(), "Empty"));
    arguments.add(type(file, event.error().map(Event.DeclaredError::type), "Never"));
    return new GenericType(file.imports().of(JavaFile.CLIENT, name), arguments);
  }

  private JavaFile file(String suffix) {
    return new JavaFile(group.name().packageName(), group.name().name() + suffix, siblings);
  }

  private String contractClass() {
    return group.name().name() + "Contract";
  }

  private String constant(Event event) {
    return contractClass() + "." + constantName(event);
  }

  private String constantName(Event event) {
    return Objects.requireNonNull(constants.get(event));
  }

  private void suppressDeprecation(JavaFile file) {
    if (group.events().stream().anyMatch(event -> Javadoc.saysDeprecated(event.doc()))) {
      file.body().line("@" + file.imports().lang("SuppressWarnings") + "(\"deprecation\")");
    }
  }
}
