package dev.parley.codegen.typescript;

import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.group;
import static dev.parley.codegen.layout.Doc.text;

import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.MethodDoc;
import dev.parley.codegen.layout.Doc;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.FieldType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The file with which a test serves an event group: its handlers, and what binds them. */
final class EventHandlersSource {
  private final EventGroup events;
  private final Module module;
  private final Types types;
  private final String handlers;

  private EventHandlersSource(EventGroup events, Module module) {
    this.events = events;
    this.module = module;
    this.types = new Types(module);
    this.handlers = PublicNames.handlers(events);
  }

  static GeneratedFile of(EventGroup group, PublicNames names) {
    var module =
        new Module(
            group.name().packageName(),
            false,
            names,
            List.of(PublicNames.handlers(group), PublicNames.bind(group)));
    var source = new EventHandlersSource(group, module);
    module.add(Comments.documented(group.doc(), "Handles a group's events.", source.handlers()));
    module.add(
        Comments.documented(
            "",
            "Has a fake core serve the events that there are handlers for; calls of others fail.",
            source.bind()));
    return module.source(PublicNames.testingFileName(group.name()), group.name().qualified());
  }

  private Doc handlers() {
    List<Event> all = events.events();
    return all.isEmpty()
        ? MessageSource.emptyType("export ", handlers)
        : Syntax.block("export interface " + handlers, all.stream().map(this::handler).toList());
  }

  private Doc handler(Event event) {
    var parameters = new ArrayList<Doc>();
    Set<String> taken = new HashSet<>(Set.of("call"));
    String payload = event.payload().map(it -> parameter(it.parameter(), taken)).orElse("");
    event.payload().ifPresent(it -> parameters.add(text(payload + ": " + types.single(it.type()))));
    String source = event.source().map(it -> parameter(it.parameter(), taken)).orElse("");
    event
        .source()
        .ifPresent(it -> parameters.add(concat(source, ": ", stream("AsyncIterable", it.type()))));
    parameters.add(text("call: " + module.testingType("ServedCall")));
    MethodDoc doc = MethodDoc.of(event);
    return Comments.documented(
        doc.text(),
        doc.tagsForHandler(event, payload, source),
        concat(
            group(event.method(), Syntax.signature(parameters, group(": ", answer(event)))), ";"));
  }

  private String parameter(String name, Set<String> taken) {
    Identifiers.identifier(name, events.name().qualified());
    String free = name;
    while (Identifiers.isTaken(free) || !taken.add(free)) {
      free += "$";
    }
    return free;
  }

  /** Items are what the handler yields; a response behind them is what it returns in the end. */
  private Doc answer(Event event) {
    Doc response = text(event.response().map(types::single).orElse("void"));
    if (event.sink().isEmpty()) {
      return Syntax.union(response, Syntax.generic("Promise", response));
    }
    FieldType.Single item = event.sink().get().type();
    return event.response().isEmpty()
        ? stream("AsyncIterable", item)
        : Syntax.generic("AsyncGenerator", text(types.single(item)), response);
  }

  private Doc stream(String name, FieldType.Single item) {
    return Syntax.generic(name, text(types.single(item)));
  }

  private Doc bind() {
    String description = module.description(events.name());
    Doc signature =
        Syntax.signature(
            List.of(concat("handlers: ", Syntax.generic("Partial", text(handlers)))),
            ": " + module.testingType("Plugin"));
    return Syntax.block(
        concat("export function ", PublicNames.bind(events), signature),
        List.of(
            concat(
                "return ",
                Syntax.call(
                    module.testing("bindEvents") + "<" + handlers + ">",
                    description + ".group",
                    description + ".events",
                    "handlers"),
                ";")));
  }
}
