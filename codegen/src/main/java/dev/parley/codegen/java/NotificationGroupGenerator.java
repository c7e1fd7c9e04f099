package dev.parley.codegen.java;

import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.SourceWriter;
import dev.parley.schema.Contract;
import dev.parley.schema.FieldType;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.NotificationGroup.Notification;
import dev.parley.schema.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes a notification group's contract, its sender, and its Java client. */
final class NotificationGroupGenerator {
  private final NotificationGroup group;
  private final Siblings siblings;

  /** The name of each notification's constant. */
  private final Map<Notification, String> constants = new HashMap<>();

  private NotificationGroupGenerator(NotificationGroup group, Siblings siblings) {
    this.group = group;
    this.siblings = siblings;
    Set<String> taken = new HashSet<>(Set.of("GROUP"));
    group
        .notifications()
        .forEach(it -> constants.put(it, JavaText.constantName(it.method(), taken)));
  }

  static List<GeneratedFile> generate(
      Contract contract, NotificationGroup group, Siblings siblings) {
    var generator = new NotificationGroupGenerator(group, siblings);
    return List.of(
        generator.contract(Shape.of(contract, group)), generator.sender(), generator.client());
  }

  private GeneratedFile contract(Shape shape) {
    JavaFile file = file("Contract");
    SourceWriter body = file.body();
    body.line("/** The notifications of {@link " + file.imports().of(group.name()) + "}. */");
    body.open("final class " + file.className() + " {");
    ShapeText.write(file, group.name().name(), shape);
    for (Notification notification : group.notifications()) {
      body.line();
      String type = file.imports().of(JavaFile.NOTIFY, "NotificationType");
      String payload = payloadType(file, notification);
      file.add(
          Layout.concat(
              Layout.then(
                  "static final %s<%s> %s =".formatted(type, payload, constants.get(notification)),
                  Layout.call(
                      type + ".of",
                      JavaText.literal(group.source()),
                      Integer.toString(notification.number()),
                      JavaText.literal(group.name().name() + "." + notification.name()),
                      codec(file, notification))),
              Layout.text(";")));
    }
    body.line().line("private " + file.className() + "() {}").close("}");
    return file.finish();
  }

  private static Optional<FieldType.Single> payload(Notification notification) {
    return notification.payload().map(it -> it.type());
  }

  private static String payloadType(JavaFile file, Notification notification) {
    return payload(notification)
        .map(new JavaTypes(file.imports())::boxed)
        .orElseGet(() -> file.imports().of(JavaFile.EVENT, "Empty"));
  }

  private static String codec(JavaFile file, Notification notification) {
    return payload(notification)
        .map(new JavaTypes(file.imports())::codec)
        .orElseGet(() -> file.imports().of(JavaFile.EVENT, "Empty") + ".CODEC");
  }

  private GeneratedFile sender() {
    JavaFile file = file("Sender");
    SourceWriter body = file.body();
    String hub = file.imports().of(JavaFile.NOTIFY, "NotificationHub");
    String notifications = file.imports().of(group.name());
    body.line("/** Sends the notifications of {@link " + notifications + "}. */");
    file.openClass("public final class " + file.className(), notifications);
    body.line("private final " + hub + " hub;")
        .line()
        .line("/** A sender to the front ends of every core that has this hub. */")
        .open("public " + file.className() + "(" + hub + " hub) {")
        .line("hub.declare(" + contractClass() + ".GROUP);")
        .line("this.hub = hub;")
        .close("}");
    for (Notification notification : group.notifications()) {
      body.line();
      send(file, notification);
    }
    body.close("}");
    return file.finish();
  }

  private void send(JavaFile file, Notification notification) {
    var taken = new HashSet<>(Set.of("hub"));
    var parameters = new ArrayList<String>();
    var arguments = new ArrayList<>(List.of(constant(notification)));
    notification
        .subject()
        .ifPresent(subject -> {
          String name = JavaText.fresh(subject, taken);
          parameters.add(file.imports().lang("String") + " " + name);
          arguments.add(name);
        });
    if (notification.payload().isPresent()) {
      String name = JavaText.fresh(notification.payload().get().parameter(), taken);
      parameters.add(payloadType(file, notification) + " " + name);
      arguments.add(name);
    } else {
      arguments.add(file.imports().of(JavaFile.EVENT, "Empty") + ".EMPTY");
    }
    file.override();
    file.openMethod("public void " + notification.method(), parameters);
    file.add(
        Layout.concat(Layout.call("hub.send", arguments.toArray(String[]::new)), Layout.text(";")));
    file.body().close("}");
  }

  private GeneratedFile client() {
    JavaFile file = file("Client");
    SourceWriter body = file.body();
    Javadoc.write(
        body,
        group.doc(),
        "Listens to the notifications of {@link " + file.imports().of(group.name()) + "}.");
    ClientParts.open(file, contractClass());
    for (Notification notification : group.notifications()) {
      boolean hasPayload = notification.payload().isPresent();
      String payload = hasPayload ? payloadType(file, notification) : "";
      String string = file.imports().lang("String");
      if (notification.subject().isPresent()) {
        String listener =
            hasPayload
                ? "%s<%s, %s>".formatted(function(file, "BiConsumer"), string, payload)
                : "%s<%s>".formatted(function(file, "Consumer"), string);
        listen(
            file,
            notification,
            listener,
            "",
            hasPayload ? "" : "(subject, _) -> listener.accept(subject)");
      }
      String listener =
          hasPayload
              ? "%s<%s>".formatted(function(file, "Consumer"), payload)
              : file.imports().lang("Runnable");
      String subject = notification.subject().isPresent() ? string + " subject" : "";
      listen(
          file,
          notification,
          listener,
          subject,
          hasPayload ? "(_, payload) -> listener.accept(payload)" : "(_, _) -> listener.run()");
    }
    body.close("}");
    return file.finish();
  }

  private static String function(JavaFile file, String name) {
    return file.imports().of("java.util.function", name);
  }

  /**
   * Adds a method that subscribes.
   *
   * @param subject the parameter that narrows to one subject; empty for all
   * @param adapter what the runtime calls; empty for the listener itself
   */
  private void listen(
      JavaFile file, Notification notification, String listener, String subject, String adapter) {
    SourceWriter body = file.body();
    body.line();
    Javadoc.write(body, notification.doc(), "Listens to {@code " + notification.name() + "}.");
    var parameters = new ArrayList<String>();
    var arguments = new ArrayList<>(List.of(constant(notification)));
    if (!subject.isEmpty()) {
      parameters.add(subject);
      arguments.add("subject");
    }
    parameters.add(listener + " listener");
    arguments.add(adapter.isEmpty() ? "listener" : adapter);
    String head =
        "public %s on%s"
            .formatted(file.imports().of(JavaFile.CLIENT, "Subscription"), notification.name());
    file.add(
        Layout.concat(
            Layout.call(head, parameters.toArray(String[]::new)),
            new Layout.Group(
                4,
                List.of(
                    new Layout.Break(" "),
                    Layout.text("throws " + file.imports().lang("InterruptedException") + " {")))));
    body.indent();
    file.add(
        Layout.concat(
            Layout.call("return core.subscribe", arguments.toArray(String[]::new)),
            Layout.text(";")));
    body.close("}");
  }

  private JavaFile file(String suffix) {
    return new JavaFile(group.name().packageName(), group.name().name() + suffix, siblings);
  }

  private String contractClass() {
    return group.name().name() + "Contract";
  }

  private String constant(Notification notification) {
    return contractClass() + "." + constants.get(notification);
  }
}
