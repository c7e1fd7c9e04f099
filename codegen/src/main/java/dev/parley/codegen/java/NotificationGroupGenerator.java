package dev.parley.codegen.java;

import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.SourceWriter;
import dev.parley.schema.Contract;
import dev.parley.schema.FieldType;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.NotificationGroup.Notification;
import dev.parley.schema.Policy;
import dev.parley.schema.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Writes a notification group's contract and its sender, and has its Java client written. */
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
      new GenericType(
              file.imports().of(JavaFile.NOTIFY, "NotificationType"), content(file, notification))
          .declare(file, "static final", constantName(notification), value(file, notification));
    }
    body.line().line("private " + file.className() + "() {}").close("}");
    return file.finish();
  }

  private Layout value(JavaFile file, Notification notification) {
    Layout head =
        Layout.call(
            file.imports().of(JavaFile.NOTIFY, "NotificationType") + ".of",
            JavaText.literal(group.source()),
            Integer.toString(notification.number()),
            JavaText.literal(group.name().name() + "." + notification.name()),
            notification
                .payload()
                .map(it -> codec(file, it.type()))
                .orElseGet(() -> file.imports().of(JavaFile.EVENT, "Empty") + ".CODEC"));
    var calls = new ArrayList<Layout>();
    notification.error().ifPresent(it -> calls.add(Layout.call("orError", codec(file, it))));
    switch (notification.policy()) {
      case Policy.Every() -> {}
      case Policy.Latest() -> calls.add(Layout.text("latest()"));
      case Policy.Debounced(int quiet, int maxWait) ->
          calls.add(Layout.call("debounced", millis(file, quiet), millis(file, maxWait)));
    }
    return Layout.chain(head, calls);
  }

  private static String millis(JavaFile file, int millis) {
    String duration = file.imports().of("java.time", "Duration");
    return duration + ".ofMillis(" + JavaText.number(millis) + ")";
  }

  private static String codec(JavaFile file, FieldType.Single type) {
    return new JavaTypes(file.imports()).codec(type);
  }

  /** What a notification carries: its payload, an outcome, or {@code Empty}. */
  static String content(JavaFile file, Notification notification) {
    if (notification.payload().isEmpty()) {
      return file.imports().of(JavaFile.EVENT, "Empty");
    }
    var types = new JavaTypes(file.imports());
    String payload = types.boxed(notification.payload().get().type());
    return notification
        .error()
        .map(error ->
            new GenericType(
                    file.imports().of(JavaFile.ANNOTATIONS, "Outcome"), payload, types.boxed(error))
                .toString())
        .orElse(payload);
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
      parameters.add(content(file, notification) + " " + name);
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
    NotificationClient.write(file, group, contractClass(), this::constant);
    return file.finish();
  }

  private JavaFile file(String suffix) {
    return new JavaFile(group.name().packageName(), group.name().name() + suffix, siblings);
  }

  private String contractClass() {
    return group.name().name() + "Contract";
  }

  private String constant(Notification notification) {
    return contractClass() + "." + constantName(notification);
  }

  private String constantName(Notification notification) {
    return Objects.requireNonNull(constants.get(notification));
  }
}
