package dev.parley.codegen.typescript;

import static dev.parley.codegen.typescript.Doc.concat;
import static dev.parley.codegen.typescript.Doc.text;

import dev.parley.codegen.GeneratedFile;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.NotificationGroup.Notification;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The file with which a test sends the notifications of a group. */
final class NotificationSenderSource {
  private final NotificationGroup notifications;
  private final Module module;
  private final Types types;

  private NotificationSenderSource(NotificationGroup notifications, Module module) {
    this.notifications = notifications;
    this.module = module;
    this.types = new Types(module);
  }

  static GeneratedFile of(NotificationGroup group, PublicNames names) {
    var module =
        new Module(group.name().packageName(), false, names, List.of(PublicNames.sender(group)));
    var source = new NotificationSenderSource(group, module);
    module.add(Comments.documented(group.doc(), "Sends a group's notifications.", source.sender()));
    return module.source(PublicNames.testingFileName(group.name()), group.name().qualified());
  }

  private Doc sender() {
    var members = new ArrayList<Doc>();
    members.add(constructor());
    notifications.notifications().forEach(it -> members.add(method(it)));
    String parent = module.testing("NotificationSender");
    return Syntax.members(
        "export class " + PublicNames.sender(notifications) + " extends " + parent, members);
  }

  private Doc constructor() {
    String description = module.description(notifications.name());
    Doc signature =
        Syntax.signature(List.of(text("core: " + module.testingType("NotificationOutlet"))));
    Doc created =
        concat(Syntax.call("super", description + ".group", description + ".source", "core"), ";");
    return Syntax.block(concat("constructor", signature), List.of(created));
  }

  private Doc method(Notification notification) {
    var parameters = new ArrayList<Doc>();
    var arguments = new ArrayList<Object>();
    arguments.add(String.valueOf(notification.number()));
    String codec = notification.payload().map(it -> types.codec(it.type())).orElse("");
    Set<String> taken = new HashSet<>(Set.of(codec));
    String subject = notification.subject().map(it -> parameter(it, taken)).orElse("");
    arguments.add(subject.isEmpty() ? Syntax.quoted("") : subject);
    if (!subject.isEmpty()) {
      parameters.add(text(subject + ": string"));
    }
    notification
        .payload()
        .ifPresent(it -> {
          String payload = parameter(it.parameter(), taken);
          parameters.add(text(payload + ": " + types.single(it.type())));
          arguments.add(codec);
          arguments.add(payload);
        });
    Doc sent = concat(Syntax.call("this._send", arguments.toArray()), ";");
    return Comments.documented(
        notification.doc(),
        Syntax.block(
            concat(notification.method(), Syntax.signature(parameters, ": void")), List.of(sent)));
  }

  private String parameter(String name, Set<String> taken) {
    Identifiers.identifier(name, notifications.name().qualified());
    String free = name;
    while (Identifiers.isTaken(free) || !taken.add(free)) {
      free += "$";
    }
    return free;
  }
}
