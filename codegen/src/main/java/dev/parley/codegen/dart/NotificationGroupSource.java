package dev.parley.codegen.dart;

import static dev.parley.codegen.layout.Doc.HARDLINE;
import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.indent;
import static dev.parley.codegen.layout.Doc.text;

import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.MethodDoc;
import dev.parley.codegen.layout.Doc;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.NotificationGroup.Notification;
import dev.parley.schema.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** The library of a notification group: its listener, and its notifications as streams. */
final class NotificationGroupSource {
  private final NotificationGroup group;
  private final Library library;
  private final Types types;
  private final String description;

  private NotificationGroupSource(NotificationGroup group, Library library) {
    this.group = group;
    this.library = library;
    this.types = new Types(library);
    this.description = DartNames.group(group.name());
  }

  static GeneratedFile of(NotificationGroup group, Shape shape, DartNames names) {
    var library = new Library(group.name().packageName(), false, names);
    new NotificationGroupSource(group, library).add(shape);
    return library.source(DartNames.fileName(group.name()), group.name().qualified());
  }

  private void add(Shape shape) {
    library.add(
        Comments.documented(
            "",
            "What the core and a front end have to agree on.",
            EventGroupSource.description(library, description, group.name().name(), shape)));
    group.notifications().forEach(it -> library.add(type(it)));
    for (Notification notification : group.notifications()) {
      if (hasRecord(notification)) {
        library.add(item(notification));
      }
    }
    library.add(
        Comments.documented(
            group.doc(),
            "Is told of notifications.",
            Syntax.body(
                Syntax.head(
                    "final class " + DartNames.listener(group),
                    "extends",
                    List.of(text(library.runtime("NotificationListener")))),
                List.of(listener()))));
    library.add(
        Comments.documented(
            "",
            "Other ways to hear of what a [" + DartNames.listener(group) + "] is told.",
            ways()));
  }

  private static boolean hasRecord(Notification notification) {
    return notification.subject().isPresent() && notification.payload().isPresent();
  }

  private static String variable(Notification notification) {
    return "_" + notification.method();
  }

  private Doc type(Notification notification) {
    var values = new ArrayList<Doc>();
    values.add(text(String.valueOf(notification.number())));
    values.add(text(Syntax.quoted(notification.method())));
    var arguments = new ArrayList<Doc>();
    notification
        .payload()
        .ifPresent(it -> {
          arguments.add(text(types.single(it.type())));
          values.add(text(types.codec(it.type())));
        });
    notification
        .error()
        .ifPresent(it -> {
          arguments.add(text(types.single(it)));
          values.add(text(types.codec(it)));
        });
    String form =
        switch (arguments.size()) {
          case 0 -> "EmptyNotificationType";
          case 1 -> "MessageNotificationType";
          default -> "OutcomeNotificationType";
        };
    return Syntax.assignGeneric(
        "const " + variable(notification),
        library.runtime(form),
        arguments.toArray(Doc[]::new),
        values);
  }

  /** The subject and the content as one record. */
  private Doc item(Notification notification) {
    List<Doc> fields = parameters(notification);
    return Comments.documented(
        "",
        "What [" + group.name().name() + "." + method(notification) + "] gives.",
        Syntax.assignGroup(
            "typedef " + DartNames.item(group, notification), Syntax.list("({", fields, "})")));
  }

  /** The parameters of a handler: the subject, then the content. */
  private List<Doc> parameters(Notification notification) {
    var parameters = new ArrayList<Doc>();
    notification.subject().ifPresent(it -> parameters.add(text("String " + subject(it))));
    notification
        .payload()
        .ifPresent(payload ->
            types
                .content(notification)
                .ifPresent(type ->
                    parameters.add(
                        Syntax.declared(type, content(notification, payload.parameter())))));
    return parameters;
  }

  private static String subject(String parameter) {
    return Words.parameter(parameter);
  }

  private String content(Notification notification, String parameter) {
    String name = Words.parameter(parameter);
    boolean hides =
        types.single(notification.payload().orElseThrow().type()).equals(name)
            || notification.subject().filter(parameter::equals).isPresent();
    return hides ? name + "_" : name;
  }

  private static String method(Notification notification) {
    return Words.staticMethod(notification.method());
  }

  // The listener

  private Doc listener() {
    var parameters = new ArrayList<Doc>();
    group.notifications().forEach(it -> parameters.add(handler(it)));
    for (String option : List.of("subjects", "onResync", "core", "key")) {
      parameters.add(text("super." + option));
    }
    Doc all =
        Syntax.trailingListCall(
            "super", List.of(text(description), text(Syntax.quoted(group.source()))), handlers());
    return Comments.documented(
        "",
        "Hears, from its start to its stop, of what it is given a handler for.",
        Syntax.constructor(DartNames.listener(group), parameters, List.of(all)));
  }

  private Doc handler(Notification notification) {
    var names = new LinkedHashMap<String, String>();
    notification.subject().ifPresent(it -> names.put(it, subject(it)));
    notification
        .payload()
        .ifPresent(it -> names.put(it.parameter(), content(notification, it.parameter())));
    MethodDoc doc = MethodDoc.of(notification);
    return Comments.documented(
        doc.text(notification),
        doc.tags(names),
        Syntax.declared(
            Syntax.callback(parameters(notification)), DartNames.handler(notification)));
  }

  private List<Doc> handlers() {
    return group.notifications().stream().map(NotificationGroupSource::handled).toList();
  }

  /** Only what there is a handler for is subscribed to. */
  private static Doc handled(Notification notification) {
    String handler = DartNames.handler(notification);
    boolean subject = notification.subject().isPresent();
    String given =
        notification.payload().isPresent()
            ? handler
            : subject ? "(subject, _) => " + handler + "(subject)" : "(_) => " + handler + "()";
    Doc call =
        Syntax.call(variable(notification) + (subject ? ".subjectHandler" : ".handler"), given);
    String test = "if (" + handler + " != null)";
    return Syntax.firstOf(
        concat(test, " ", call), Doc.broken(test, indent(HARDLINE, Doc.group(call))));
  }

  // Streams and observing

  private Doc ways() {
    var members = new ArrayList<Doc>();
    group.notifications().forEach(it -> members.add(stream(it)));
    members.add(observe());
    return Syntax.body("abstract final class " + group.name().name(), members);
  }

  private Doc stream(Notification notification) {
    String result;
    var arguments = new ArrayList<Doc>();
    arguments.add(text(description));
    arguments.add(text(Syntax.quoted(group.source())));
    arguments.add(text(variable(notification)));
    boolean subject = notification.subject().isPresent();
    Doc type;
    if (hasRecord(notification)) {
      type = text(DartNames.item(group, notification));
      String parameter = notification.payload().orElseThrow().parameter();
      arguments.add(
          concat(
              "(subject, value) => ",
              Syntax.list(
                  "(",
                  List.of(
                      text(subject(notification.subject().orElseThrow()) + ": subject"),
                      text(content(notification, parameter) + ": value")),
                  ")")));
    } else if (subject) {
      type = text("String");
      arguments.add(text("(subject, _) => subject"));
    } else {
      type = types.content(notification).orElse(text("void"));
    }
    result = subject ? "streamSubjectNotifications" : "streamNotifications";
    addOptions(arguments, List.of("subjects", "onResync", "core"));
    MethodDoc doc = MethodDoc.of(notification);
    return Comments.documented(
        doc.textForListener(notification, false, ""),
        "A broadcast stream, subscribed to while it is listened to.",
        Syntax.block(
            concat(
                Syntax.declared(Syntax.generic("static Stream", type), method(notification)),
                Syntax.list("({", options(List.of("subjects", "onResync", "core")), "})")),
            List.of(Syntax.returned(Syntax.call(library.runtime(result), arguments)))));
  }

  private Doc observe() {
    List<String> names = List.of("subjects", "onResync", "core", "key");
    var named = new ArrayList<Doc>();
    group.notifications().forEach(it -> named.add(handlerOnly(it)));
    named.addAll(options(names));
    Doc signature =
        Syntax.mixedParameters(
            "static Future<" + library.runtime("Observation") + "> observe<T>(",
            List.of(text("Future<T> Function() read"), text("void Function(T value) onValue")),
            named);
    var arguments = new ArrayList<Doc>();
    arguments.add(text(description));
    arguments.add(text(Syntax.quoted(group.source())));
    arguments.add(Syntax.list("[", handlers(), "]"));
    arguments.add(text("read"));
    arguments.add(text("onValue"));
    addOptions(arguments, names);
    return Comments.documented(
        "",
        "Reads, and tells of every change since: [onValue] is given what was read, then the\n"
            + "handlers hear without a gap. After a resync it reads again.",
        Syntax.block(
            signature,
            List.of(
                Syntax.returned(Syntax.call(library.runtime("observeNotifications"), arguments)))));
  }

  private Doc handlerOnly(Notification notification) {
    return Syntax.declared(
        Syntax.callback(parameters(notification)), DartNames.handler(notification));
  }

  private List<Doc> options(List<String> names) {
    return names.stream().map(this::option).map(Doc::text).toList();
  }

  private String option(String name) {
    return switch (name) {
      case "subjects" -> "Iterable<String>? subjects";
      case "onResync" -> "void Function(" + library.runtime("Resync") + " resync)? onResync";
      case "core" -> library.runtime("Core") + "? core";
      default -> "String? " + name;
    };
  }

  private static void addOptions(List<Doc> arguments, List<String> names) {
    names.forEach(it -> arguments.add(text(it + ": " + it)));
  }
}
