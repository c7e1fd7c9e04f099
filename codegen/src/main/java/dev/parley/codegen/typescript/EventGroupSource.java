package dev.parley.codegen.typescript;

import static dev.parley.codegen.typescript.Doc.concat;
import static dev.parley.codegen.typescript.Doc.text;

import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.typescript.Syntax.Break;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.FieldType;
import dev.parley.schema.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The file of an event group: a function for each event. */
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
    for (Event event : group.events()) {
      declared.add(variable(event));
      declared.add(PublicNames.function(group, event));
    }
    var module = new Module(group.name().packageName(), false, names, declared);
    var source = new EventGroupSource(group, module);
    Doc registration = registration(module, group.name().name(), shape, !group.events().isEmpty());
    module.add(Comments.documented(group.doc(), registration));
    group.events().stream().filter(event -> !event.streams()).forEach(source::add);
    return module.source(PublicNames.fileName(group.name()), group.name().qualified());
  }

  /** What makes the group known to the runtime, which compares it with the core's. */
  static Doc registration(Module module, String group, Shape shape, boolean used) {
    List<Doc> lines = shape.text().lines().map(Syntax::quoted).map(Doc::text).toList();
    Doc call =
        Syntax.callWithObject(
            module.codec("registerGroup"),
            Syntax.tallObject(
                List.of(
                    Syntax.memberProperty("name", Syntax.quoted(group)),
                    Syntax.memberProperty("fingerprint", Syntax.quoted(shape.fingerprint())),
                    Syntax.property("shape", Syntax.array(lines)))));
    return used
        ? Syntax.declare("const", module.local("group"), call, Break.LAST)
        : concat(call, ";");
  }

  private static String variable(Event event) {
    return event.method() + "Event";
  }

  private void add(Event event) {
    String variable = module.local(variable(event));
    Doc eventType =
        Syntax.generic(
            module.codecType("EventType"),
            text(event.payload().map(it -> types.single(it.type())).orElse("void")),
            text(response(event)),
            text(error(event)));
    module.add(
        Syntax.declare(
            "const",
            concat(variable, ": ", eventType),
            Syntax.tallObject(
                List.of(
                    Syntax.variableProperty("group", module.local("group")),
                    Syntax.memberProperty(
                        "name", Syntax.quoted(group.name().name() + "." + event.name())),
                    codec("payload", event.payload().map(Event.Payload::type)),
                    codec("response", event.response()),
                    codec("error", event.error().map(Event.DeclaredError::type)))),
            Break.LAST));
    module.add(Comments.documented(event.doc(), function(event, variable)));
  }

  private Doc codec(String key, Optional<FieldType.Single> type) {
    return Syntax.variableProperty(key, type.map(types::codec).orElse("undefined"));
  }

  private Doc function(Event event, String variable) {
    String payload = event.payload().map(it -> parameter(it.parameter())).orElse("undefined");
    var parameters = new ArrayList<Doc>();
    event.payload().ifPresent(it -> parameters.add(text(payload + ": " + types.single(it.type()))));
    parameters.add(text("options?: " + module.clientType("CallOptions")));
    Doc call = Syntax.generic(module.clientType("Call"), text(response(event)), text(error(event)));
    String name = PublicNames.function(group, event);
    return Syntax.block(
        concat("export function ", name, Syntax.signature(parameters, ": ", call)),
        List.of(
            concat(
                "return ",
                Syntax.call(module.codec("callEvent"), variable, payload, "options"),
                ";")));
  }

  private String parameter(String name) {
    Identifiers.identifier(name, group.name().qualified());
    boolean clashes = name.equals("options") || name.equals("callEvent");
    return Identifiers.isTaken(name) || clashes || name.endsWith("Event") ? name + "$" : name;
  }

  private String response(Event event) {
    return event.response().map(types::single).orElse("void");
  }

  private String error(Event event) {
    return event.error().map(it -> types.single(it.type())).orElse("never");
  }
}
