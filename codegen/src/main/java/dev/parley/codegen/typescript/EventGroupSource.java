package dev.parley.codegen.typescript;

import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.text;

import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.MethodDoc;
import dev.parley.codegen.layout.Doc;
import dev.parley.codegen.typescript.Syntax.Break;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.FieldType;
import dev.parley.schema.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The file of an event group: a function for each event, and what describes the group. */
final class EventGroupSource {
  private final EventGroup group;
  private final Module module;
  private final Types types;

  private EventGroupSource(EventGroup group, Module module) {
    this.group = group;
    this.module = module;
    this.types = new Types(module);
  }

  static GeneratedFile of(EventGroup group, Shape shape, PublicNames names) {
    var declared = new ArrayList<String>();
    declared.add("group");
    declared.add(group.name().name());
    for (Event event : group.events()) {
      declared.add(variable(event));
      declared.add(PublicNames.function(group, event));
    }
    var module = new Module(group.name().packageName(), false, names, declared);
    var source = new EventGroupSource(group, module);
    module.add(registration(module, group.name().name(), shape));
    group.events().forEach(source::add);
    source.addDescription();
    return module.source(PublicNames.fileName(group.name()), group.name().qualified());
  }

  /** What makes the group known to the runtime, which compares it with the core's. */
  static Doc registration(Module module, String group, Shape shape) {
    List<Doc> lines = shape.text().lines().map(Syntax::quoted).map(Doc::text).toList();
    Doc call =
        Syntax.callWithObject(
            module.codec("registerGroup"),
            Syntax.tallObject(
                List.of(
                    Syntax.memberProperty("name", Syntax.quoted(group)),
                    Syntax.memberProperty("fingerprint", Syntax.quoted(shape.fingerprint())),
                    Syntax.property("shape", Syntax.array(lines)))));
    return Syntax.declare("const", module.local("group"), call, Break.LAST);
  }

  private static String variable(Event event) {
    return event.method() + "Event";
  }

  private void add(Event event) {
    String variable = module.local(variable(event));
    Form form = Form.of(event);
    var arguments = new ArrayList<Doc>();
    arguments.add(text(event.payload().map(it -> types.single(it.type())).orElse("void")));
    arguments.addAll(results(event));
    Doc eventType = Syntax.generic(module.codecType(form.eventType), arguments.toArray(Doc[]::new));
    var properties = new ArrayList<Doc>();
    properties.add(Syntax.variableProperty("group", module.local("group")));
    properties.add(
        Syntax.memberProperty("name", Syntax.quoted(group.name().name() + "." + event.name())));
    properties.add(codec("payload", event.payload().map(Event.Payload::type)));
    event.source().ifPresent(it -> properties.add(codec("toCore", Optional.of(it.type()))));
    event.sink().ifPresent(it -> properties.add(codec("fromCore", Optional.of(it.type()))));
    properties.add(codec("response", event.response()));
    properties.add(codec("error", event.error().map(Event.DeclaredError::type)));
    if (event.idempotent()) {
      properties.add(Syntax.literalProperty("idempotent", true));
    }
    module.add(
        Syntax.declare(
            "const", concat(variable, ": ", eventType), Syntax.tallObject(properties), Break.LAST));
    MethodDoc doc = MethodDoc.of(event);
    String payload = event.payload().map(it -> parameter(it.parameter())).orElse("undefined");
    module.add(
        Comments.documented(
            doc.textForCaller(event, ""),
            doc.tagsForCaller(event, payload),
            function(event, form, variable, payload)));
  }

  /** Which of the runtime's calls an event is, by the streams that it has. */
  private enum Form {
    UNARY("EventType", "Call", "callEvent"),
    STREAM("StreamEventType", "StreamCall", "streamEvent"),
    UPLOAD("UploadEventType", "UploadCall", "uploadEvent"),
    CONVERSATION("ConversationEventType", "Conversation", "converseEvent");

    private final String eventType;
    private final String call;
    private final String function;

    Form(String eventType, String call, String function) {
      this.eventType = eventType;
      this.call = call;
      this.function = function;
    }

    static Form of(Event event) {
      if (event.source().isPresent()) {
        return event.sink().isPresent() ? CONVERSATION : UPLOAD;
      }
      return event.sink().isPresent() ? STREAM : UNARY;
    }
  }

  /** The type arguments of what a caller gets: items sent, items received, response, error. */
  private List<Doc> results(Event event) {
    var results = new ArrayList<Doc>();
    event.source().ifPresent(it -> results.add(text(types.single(it.type()))));
    event.sink().ifPresent(it -> results.add(text(types.single(it.type()))));
    results.add(text(event.response().map(types::single).orElse("void")));
    results.add(text(event.error().map(it -> types.single(it.type())).orElse("never")));
    return results;
  }

  /** What the group is to others than its callers: its events under the names of their methods. */
  private void addDescription() {
    String name = group.name().name();
    List<Doc> events =
        group.events().stream()
            .map(it -> Syntax.variableProperty(it.method(), module.local(variable(it))))
            .toList();
    Doc description =
        Syntax.tallObject(
            List.of(
                Syntax.variableProperty("group", module.local("group")),
                Syntax.property("events", Syntax.tallObject(events))));
    module.add(
        Comments.documented(
            group.doc(),
            "The group and its events.",
            Syntax.assign(
                module.export(name) + "const " + module.local(name),
                concat(description, " as const"),
                Break.LAST)));
  }

  private Doc codec(String key, Optional<FieldType.Single> type) {
    return Syntax.variableProperty(key, type.map(types::codec).orElse("undefined"));
  }

  private Doc function(Event event, Form form, String variable, String payload) {
    var parameters = new ArrayList<Doc>();
    event.payload().ifPresent(it -> parameters.add(text(payload + ": " + types.single(it.type()))));
    parameters.add(text("options?: " + module.clientType("CallOptions")));
    Doc call = Syntax.generic(module.clientType(form.call), results(event).toArray(Doc[]::new));
    String name = PublicNames.function(group, event);
    return Syntax.block(
        concat("export function ", name, Syntax.signature(parameters, ": ", call)),
        List.of(
            concat(
                "return ",
                Syntax.call(module.codec(form.function), variable, payload, "options"),
                ";")));
  }

  private String parameter(String name) {
    Identifiers.identifier(name, group.name().qualified());
    boolean clashes = name.equals("options") || name.endsWith("Event");
    return Identifiers.isTaken(name) || clashes ? name + "$" : name;
  }
}
