package dev.parley.codegen.dart;

import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.text;

import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.MethodDoc;
import dev.parley.codegen.layout.Doc;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.FieldType;
import dev.parley.schema.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The library of an event group: what describes it, and a class for each event. */
final class EventGroupSource {
  private final EventGroup group;
  private final Library library;
  private final Types types;

  private EventGroupSource(EventGroup group, Library library) {
    this.group = group;
    this.library = library;
    this.types = new Types(library);
  }

  static GeneratedFile of(EventGroup group, Shape shape, DartNames names) {
    var library = new Library(group.name().packageName(), false, names);
    var source = new EventGroupSource(group, library);
    library.add(
        Comments.documented(
            group.doc(),
            "What the core and a front end have to agree on.",
            description(library, DartNames.group(group.name()), group.name().name(), shape)));
    group.events().forEach(source::add);
    return library.source(DartNames.fileName(group.name()), group.name().qualified());
  }

  /** The constant that describes a group; connecting compares it with the core's. */
  static Doc description(Library library, String constant, String name, Shape shape) {
    List<Doc> lines = shape.text().lines().map(Syntax::quoted).map(Doc::text).toList();
    return Syntax.assignTallCall(
        "const " + constant,
        library.runtime("Group"),
        List.of(
            Syntax.named("name", Syntax.quoted(name)),
            Syntax.named("fingerprint", Syntax.quoted(shape.fingerprint())),
            Syntax.namedList("shape", "[", lines, "]")));
  }

  /** Which of the runtime's calls an event is, by the streams that it has. */
  private enum Form {
    UNARY("UnaryEvent", "EventType"),
    STREAM("StreamEvent", "StreamEventType"),
    UPLOAD("UploadEvent", "UploadEventType"),
    CONVERSATION("ConversationEvent", "ConversationEventType");

    private final String event;
    private final String type;

    Form(String event, String type) {
      this.event = event;
      this.type = type;
    }

    static Form of(Event event) {
      if (event.source().isPresent()) {
        return event.sink().isPresent() ? CONVERSATION : UPLOAD;
      }
      return event.sink().isPresent() ? STREAM : UNARY;
    }
  }

  private void add(Event event) {
    Form form = Form.of(event);
    String name = DartNames.event(group, event);
    Doc[] arguments = arguments(event).toArray(Doc[]::new);
    Doc constructor =
        event.payload().isPresent()
            ? text("const " + name + "(super.payload);")
            : text("const " + name + "() : super(null);");
    Doc type =
        Syntax.arrow(
            Syntax.declared(
                Syntax.generic(library.runtime(form.type), (Object[]) arguments), "get type"),
            variable(event));
    MethodDoc doc = MethodDoc.of(event);
    library.add(
        Comments.documented(
            doc.textForCaller(event, ""),
            doc.tagsForCaller(event, "payload"),
            Syntax.body(
                Syntax.head(
                    "final class " + name,
                    "extends",
                    List.of(Syntax.generic(library.runtime(form.event), (Object[]) arguments))),
                List.of(constructor, Syntax.overriding(type)))));
    library.add(type(event, form, arguments));
  }

  private static String variable(Event event) {
    return "_" + event.method();
  }

  /** The type arguments: payload, items sent, items received, response, error. */
  private List<Doc> arguments(Event event) {
    var arguments = new ArrayList<Doc>();
    arguments.add(text(event.payload().map(it -> types.single(it.type())).orElse("void")));
    event.source().ifPresent(it -> arguments.add(text(types.single(it.type()))));
    event.sink().ifPresent(it -> arguments.add(text(types.single(it.type()))));
    arguments.add(text(event.response().map(types::single).orElse("void")));
    arguments.add(text(event.error().map(it -> types.single(it.type())).orElse("Never")));
    return arguments;
  }

  private Doc type(Event event, Form form, Doc[] arguments) {
    var values = new ArrayList<Doc>();
    values.add(Syntax.named("group", DartNames.group(group.name())));
    values.add(Syntax.named("name", Syntax.quoted(group.name().name() + "." + event.name())));
    addCodec("payload", event.payload().map(Event.Payload::type), values);
    addCodec("toCore", event.source().map(Event.Items::type), values);
    addCodec("fromCore", event.sink().map(Event.Items::type), values);
    addCodec("response", event.response(), values);
    addCodec("error", event.error().map(Event.DeclaredError::type), values);
    if (event.idempotent()) {
      values.add(text("idempotent: true"));
    }
    return Syntax.assignGeneric(
        "const " + variable(event), library.runtime(form.type), arguments, values);
  }

  private void addCodec(String name, Optional<FieldType.Single> type, List<Doc> values) {
    type.ifPresent(it -> values.add(concat(Syntax.named(name, types.codec(it)))));
  }
}
