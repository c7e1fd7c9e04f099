package dev.parley.codegen.typescript;

import static dev.parley.codegen.layout.Doc.LINE;
import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.group;
import static dev.parley.codegen.layout.Doc.indent;
import static dev.parley.codegen.layout.Doc.text;

import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.MethodDoc;
import dev.parley.codegen.layout.Doc;
import dev.parley.codegen.typescript.Syntax.Break;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.NotificationGroup.Notification;
import dev.parley.schema.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** The file of a notification group: its handlers, its listener, and what describes it. */
final class NotificationGroupSource {
  private final NotificationGroup notifications;
  private final Module module;
  private final Types types;
  private final String handlers;
  private final String listener;
  private final String item;

  private NotificationGroupSource(NotificationGroup notifications, Module module) {
    this.notifications = notifications;
    this.module = module;
    this.types = new Types(module);
    this.handlers = PublicNames.handlers(notifications);
    this.listener = PublicNames.listener(notifications);
    this.item = PublicNames.item(notifications);
  }

  static GeneratedFile of(NotificationGroup group, Shape shape, PublicNames names) {
    var module =
        new Module(
            group.name().packageName(),
            false,
            names,
            List.of(
                "group",
                "types",
                group.name().name(),
                PublicNames.handlers(group),
                PublicNames.item(group),
                PublicNames.listener(group)));
    module.add(EventGroupSource.registration(module, group.name().name(), shape));
    new NotificationGroupSource(group, module).addDeclarations();
    return module.source(PublicNames.fileName(group.name()), group.name().qualified());
  }

  private void addDeclarations() {
    module.add(
        Comments.documented(
            "",
            "What a {@link " + listener + "} is told; what is left out is not subscribed to.",
            handlers()));
    module.add(
        Syntax.declare(
            "const",
            concat(
                "types: ", Syntax.generic(module.codecType("NotificationTypes"), text(handlers))),
            Syntax.tallObject(notifications.notifications().stream().map(this::type).toList()),
            Break.LAST));
    module.add(Comments.documented(notifications.doc(), listener()));
    String name = module.local(notifications.name().name());
    module.add(
        Comments.documented(
            "", "What {@link " + name + ".stream} gives, one after another.", item()));
    module.add(
        Comments.documented(
            "", "The group, its source, and other ways to hear of it.", description(name)));
  }

  /** One of several objects, each with the name of its notification. */
  private Doc item() {
    var alternatives = new ArrayList<Doc>();
    notifications.notifications().forEach(it -> alternatives.add(item(it)));
    alternatives.add(text(module.clientType("ResyncItem")));
    return concat(
        group("export type ", item, " =", group(indent(LINE, Syntax.union(alternatives)))), ";");
  }

  private Doc item(Notification notification) {
    var properties = new ArrayList<Doc>();
    properties.add(text("readonly type: " + Syntax.quoted(notification.method())));
    if (notification.subject().isPresent()) {
      properties.add(text("readonly subject: string"));
    }
    types.content(notification).ifPresent(it -> properties.add(group("readonly payload: ", it)));
    return Syntax.objectType(properties);
  }

  private Doc description(String name) {
    Doc description =
        Syntax.tallObject(
            List.of(
                Syntax.variableProperty("group", module.local("group")),
                Syntax.memberProperty("source", Syntax.quoted(notifications.source())),
                Comments.documented(
                    "",
                    "Its notifications as they come, and where some were lost a `Resync`; leaving"
                        + " the loop ends it.",
                    stream()),
                Comments.documented(
                    "",
                    "Reads, and tells of every change since: `onValue` is given what was read, then"
                        + "\n`handlers` hear without a gap. After a resync it reads again.",
                    observe())));
    return Syntax.assign(
        module.export(notifications.name().name()) + "const " + name,
        concat(description, " as const"),
        Break.LAST);
  }

  private Doc stream() {
    List<Doc> names =
        notifications.notifications().stream().map(it -> text(Syntax.quoted(it.method()))).toList();
    Doc name =
        switch (names.size()) {
          case 0 -> text("never");
          case 1 -> names.getFirst();
          default -> Syntax.union(names);
        };
    Doc options = Syntax.generic(module.clientType("StreamOptions"), name);
    Doc signature =
        Syntax.signature(
            List.of(concat("options?: ", options)),
            ": ",
            Syntax.generic("AsyncIterable", text(item)));
    return Syntax.block(
        concat("stream", signature),
        List.of(returned(module.codec("streamNotifications"), "options")));
  }

  private Doc observe() {
    Doc signature =
        Syntax.signature(
            List.of(
                text("read: () => PromiseLike<T>"),
                text("onValue: (value: T) => void"),
                text("handlers: " + handlers),
                text("options?: " + module.clientType("ListenerOptions"))),
            ": ",
            Syntax.generic("Promise", text(module.clientType("Observation"))));
    return Syntax.block(
        concat("observe<T>", signature),
        List.of(
            returned(
                module.codec("observeNotifications"), "read", "onValue", "handlers", "options")));
  }

  private Doc returned(String function, Object... more) {
    var arguments = new ArrayList<Object>();
    arguments.add(module.local("group"));
    arguments.add(Syntax.quoted(notifications.source()));
    arguments.add(module.local("types"));
    arguments.addAll(List.of(more));
    return concat("return ", Syntax.call(function, arguments.toArray()), ";");
  }

  private Doc handlers() {
    List<Notification> all = notifications.notifications();
    return all.isEmpty()
        ? MessageSource.emptyType("export ", handlers)
        : Syntax.block("export interface " + handlers, all.stream().map(this::handler).toList());
  }

  private Doc handler(Notification notification) {
    var parameters = new ArrayList<Doc>();
    var names = new LinkedHashMap<String, String>();
    notification
        .payload()
        .ifPresent(it -> {
          names.put(it.parameter(), parameter(it.parameter()));
          types
              .content(notification)
              .ifPresent(type -> parameters.add(concat(names.get(it.parameter()), ": ", type)));
        });
    notification
        .subject()
        .ifPresent(it -> {
          names.put(it, parameter(it));
          parameters.add(text(names.get(it) + ": string"));
        });
    String name = PublicNames.handler(notification);
    MethodDoc doc = MethodDoc.of(notification);
    return Comments.documented(
        doc.text(notification),
        doc.tags(names),
        concat(group("readonly ", name, "?: ", Syntax.signature(parameters, " => void")), ";"));
  }

  private String parameter(String name) {
    Identifiers.identifier(name, notifications.name().qualified());
    return Identifiers.isTaken(name) ? name + "$" : name;
  }

  private Doc type(Notification notification) {
    String payload = notification.payload().map(it -> types.codec(it.type())).orElse("undefined");
    var properties = new ArrayList<Doc>();
    properties.add(Syntax.memberProperty("name", Syntax.quoted(notification.method())));
    properties.add(Syntax.literalProperty("type", notification.number()));
    properties.add(Syntax.variableProperty("payload", payload));
    notification
        .error()
        .ifPresent(it -> properties.add(Syntax.variableProperty("error", types.codec(it))));
    properties.add(Syntax.literalProperty("subject", notification.subject().isPresent()));
    return Syntax.property(PublicNames.handler(notification), Syntax.object(properties));
  }

  private Doc listener() {
    Doc parent = Syntax.generic(module.codec("NotificationListener"), text(handlers));
    Doc signature =
        Syntax.signature(
            List.of(
                text("handlers: " + handlers),
                text("options?: " + module.clientType("ListenerOptions"))));
    Doc created =
        concat(
            Syntax.call(
                "super",
                module.local("group"),
                Syntax.quoted(notifications.source()),
                module.local("types"),
                "handlers",
                "options"),
            ";");
    return Syntax.block(
        concat("export class ", listener, " extends ", parent),
        List.of(Syntax.block(concat("constructor", signature), List.of(created))));
  }
}
