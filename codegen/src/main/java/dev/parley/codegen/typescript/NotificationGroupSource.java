package dev.parley.codegen.typescript;

import static dev.parley.codegen.typescript.Doc.concat;
import static dev.parley.codegen.typescript.Doc.group;
import static dev.parley.codegen.typescript.Doc.text;

import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.typescript.Syntax.Break;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.NotificationGroup.Notification;
import dev.parley.schema.Shape;
import java.util.ArrayList;
import java.util.List;

/** The file of a notification group: its handlers and its listener. */
final class NotificationGroupSource {
  private final NotificationGroup notifications;
  private final Module module;
  private final Types types;
  private final String handlers;
  private final String listener;

  private NotificationGroupSource(NotificationGroup notifications, Module module) {
    this.notifications = notifications;
    this.module = module;
    this.types = new Types(module);
    this.handlers = PublicNames.handlers(notifications);
    this.listener = PublicNames.listener(notifications);
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
    module.add(Comments.documented("", "The group and its source.", description()));
  }

  private Doc description() {
    String name = notifications.name().name();
    Doc description =
        Syntax.tallObject(
            List.of(
                Syntax.variableProperty("group", module.local("group")),
                Syntax.memberProperty("source", Syntax.quoted(notifications.source()))));
    return Syntax.assign(
        module.export(name) + "const " + module.local(name),
        concat(description, " as const"),
        Break.LAST);
  }

  private Doc handlers() {
    List<Notification> all = notifications.notifications();
    return all.isEmpty()
        ? MessageSource.emptyType("export ", handlers)
        : Syntax.block("export interface " + handlers, all.stream().map(this::handler).toList());
  }

  private Doc handler(Notification notification) {
    var parameters = new ArrayList<Doc>();
    notification
        .payload()
        .ifPresent(
            it -> parameters.add(text(parameter(it.parameter()) + ": " + types.single(it.type()))));
    notification.subject().ifPresent(it -> parameters.add(text(parameter(it) + ": string")));
    String name = PublicNames.handler(notification);
    return Comments.documented(
        notification.doc(),
        concat(group("readonly ", name, "?: ", Syntax.signature(parameters, " => void")), ";"));
  }

  private String parameter(String name) {
    Identifiers.identifier(name, notifications.name().qualified());
    return Identifiers.isTaken(name) ? name + "$" : name;
  }

  private Doc type(Notification notification) {
    String payload = notification.payload().map(it -> types.codec(it.type())).orElse("undefined");
    return Syntax.property(
        PublicNames.handler(notification),
        Syntax.object(
            List.of(
                Syntax.literalProperty("type", notification.number()),
                Syntax.variableProperty("payload", payload),
                Syntax.literalProperty("subject", notification.subject().isPresent()))));
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
