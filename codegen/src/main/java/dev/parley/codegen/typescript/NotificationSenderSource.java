package dev.parley.codegen.typescript;

import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.text;

import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.MethodDoc;
import dev.parley.codegen.layout.Doc;
import dev.parley.schema.Event;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.NotificationGroup.Notification;
import dev.parley.schema.Policy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

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
    List<String> arguments = List.of(description + ".group", description + ".source", "core");
    List<Doc> policies =
        notifications.notifications().stream()
            .filter(it -> !it.policy().equals(Policy.EVERY))
            .map(it -> Syntax.property(Integer.toString(it.number()), policy(it.policy())))
            .toList();
    Doc created =
        policies.isEmpty()
            ? Syntax.call("super", arguments.toArray())
            : Syntax.callWithObject("super", arguments, Syntax.tallObject(policies));
    return Syntax.block(concat("constructor", signature), List.of(concat(created, ";")));
  }

  private static Doc policy(Policy policy) {
    return switch (policy) {
      case Policy.Every() -> text(Syntax.quoted("every"));
      case Policy.Latest() -> text(Syntax.quoted("latest"));
      case Policy.Debounced(int quiet, int maxWait) ->
          Syntax.object(
              List.of(
                  Syntax.literalProperty("quietMs", quiet),
                  Syntax.literalProperty("maxWaitMs", maxWait)));
    };
  }

  private Doc method(Notification notification) {
    var parameters = new ArrayList<Doc>();
    var arguments = new ArrayList<Object>();
    arguments.add(String.valueOf(notification.number()));
    List<String> codecs = codecs(notification);
    Set<String> taken = new HashSet<>(codecs);
    var names = new LinkedHashMap<String, String>();
    notification
        .subject()
        .ifPresent(it -> {
          names.put(it, parameter(it, taken));
          parameters.add(text(names.get(it) + ": string"));
        });
    arguments.add(notification.subject().map(names::get).orElse(Syntax.quoted("")));
    notification
        .payload()
        .ifPresent(it -> {
          names.put(it.parameter(), parameter(it.parameter(), taken));
          types
              .content(notification)
              .ifPresent(type -> parameters.add(concat(names.get(it.parameter()), ": ", type)));
          arguments.addAll(codecs);
          arguments.add(names.get(it.parameter()));
        });
    String send = notification.error().isPresent() ? "this._sendOutcome" : "this._send";
    Doc sent = concat(Syntax.call(send, arguments.toArray()), ";");
    MethodDoc doc = MethodDoc.of(notification);
    return Comments.documented(
        doc.text(notification),
        doc.tags(names),
        Syntax.block(
            concat(notification.method(), Syntax.signature(parameters, ": void")), List.of(sent)));
  }

  private List<String> codecs(Notification notification) {
    return Stream.concat(
            notification.payload().map(Event.Payload::type).stream(), notification.error().stream())
        .map(types::codec)
        .toList();
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
