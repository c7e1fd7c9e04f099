package dev.parley.codegen.java;

import dev.parley.codegen.MethodDoc;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.NotificationGroup.Notification;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/**
 * Writes a notification group's Java client: for each notification a method that takes a listener,
 * one that gives a publisher, and one that reads first and then hears every change; each of them
 * for all subjects and for one.
 */
final class NotificationClient {
  private final JavaFile file;
  private final Function<Notification, String> constants;

  /** What a read returns; not the name of a class that a signature may mention. */
  private final String value;

  private NotificationClient(
      JavaFile file, NotificationGroup group, Function<Notification, String> constants) {
    this.file = file;
    this.constants = constants;
    var taken = new HashSet<String>();
    for (Notification notification : group.notifications()) {
      for (String part : NotificationGroupGenerator.content(file, notification).split("\\W+", -1)) {
        taken.add(part);
      }
    }
    value = JavaText.fresh("V", taken);
  }

  static void write(
      JavaFile file,
      NotificationGroup group,
      String contractClass,
      Function<Notification, String> constants) {
    Javadoc.write(
        file.body(),
        group.doc(),
        "Listens to the notifications of {@link " + file.imports().of(group.name()) + "}.");
    ClientParts.open(file, contractClass);
    var client = new NotificationClient(file, group, constants);
    for (Notification notification : group.notifications()) {
      for (Scope scope : Scope.of(notification)) {
        client.listen(notification, scope);
        client.listenForResync(notification, scope);
      }
      for (Scope scope : Scope.of(notification)) {
        client.publish(notification, scope);
      }
      for (Scope scope : Scope.of(notification)) {
        client.observe(notification, scope);
      }
    }
    file.body().close("}");
  }

  /** Whom a method hears of. */
  private enum Scope {
    /** There are no subjects. */
    PLAIN,
    /** Every subject, which the listener is told. */
    ALL,
    /** The subject that the caller names. */
    ONE;

    static List<Scope> of(Notification notification) {
      return notification.subject().isPresent() ? List.of(ALL, ONE) : List.of(PLAIN);
    }
  }

  /**
   * Who is told of notifications.
   *
   * @param type its functional interface
   * @param adapted what the runtime is given, whose listeners take subject and content
   */
  private record Told(String type, String adapted) {}

  private Told told(Notification notification, Scope scope, String name) {
    boolean content = notification.payload().isPresent();
    String type = content ? NotificationGroupGenerator.content(file, notification) : "";
    if (scope == Scope.ALL) {
      String string = file.imports().lang("String");
      return content
          ? new Told("%s<%s, %s>".formatted(function("BiConsumer"), string, type), name)
          : new Told(
              "%s<%s>".formatted(function("Consumer"), string),
              "(subject, _) -> " + name + ".accept(subject)");
    }
    return content
        ? new Told(
            "%s<%s>".formatted(function("Consumer"), type),
            "(_, payload) -> " + name + ".accept(payload)")
        : new Told(file.imports().lang("Runnable"), "(_, _) -> " + name + ".run()");
  }

  /** A method for those who need not know when something was missed. */
  private void listen(Notification notification, Scope scope) {
    listen("on", notification, scope, told(notification, scope, "listener"));
  }

  /**
   * A method for listeners as the runtime has them, which are told of resyncs as well. It has a
   * name of its own: of two overloads, {@code list::add} would fit both.
   */
  private void listenForResync(Notification notification, Scope scope) {
    String content = NotificationGroupGenerator.content(file, notification);
    String type = client("Listener") + "<" + content + ">";
    listen("subscribe", notification, scope, new Told(type, "listener"));
  }

  private void listen(String prefix, Notification notification, Scope scope, Told listener) {
    MethodDoc doc = MethodDoc.of(notification);
    String otherwise = "Listens to {@code " + notification.name() + "}.";
    document(
        doc.textForListener(notification, scope == Scope.ONE, otherwise),
        otherwise,
        notification,
        scope);
    var parameters = subject(scope);
    parameters.add(listener.type() + " listener");
    openSubscribing(
        "public %s %s%s".formatted(client("Subscription"), prefix, notification.name()),
        parameters);
    pass("subscribe", notification, scope, List.of(listener.adapted()));
  }

  private void publish(Notification notification, Scope scope) {
    document(
        "Publishes what {@link #on"
            + notification.name()
            + "} tells, to each subscriber as fast as it asks for more.",
        "",
        notification,
        scope);
    String content = NotificationGroupGenerator.content(file, notification);
    new GenericType(
            file.imports().of("java.util.concurrent", "Flow") + ".Publisher",
            client("Delivery") + "<" + content + ">")
        .openMethod(file, "public", notification.method() + "Publisher", subject(scope));
    pass("publisher", notification, scope, List.of());
  }

  private void observe(Notification notification, Scope scope) {
    Told onChange = told(notification, scope, "onChange");
    document(
        "Reads, and listens without a gap: {@code onValue} is given what was read, {@code onChange}"
            + " what {@link #on"
            + notification.name()
            + "} tells since. After a resync it reads again.",
        "",
        notification,
        scope);
    var parameters = subject(scope);
    parameters.add(
        "%s<? extends %s<%s, ?>> read".formatted(function("Supplier"), client("Call"), value));
    parameters.add("%s<? super %s> onValue".formatted(function("Consumer"), value));
    parameters.add(onChange.type() + " onChange");
    openSubscribing(
        "public <%s> %s observe%s".formatted(value, client("Subscription"), notification.name()),
        parameters);
    pass("observe", notification, scope, List.of("read", "onValue", onChange.adapted()));
  }

  private void document(String doc, String otherwise, Notification notification, Scope scope) {
    file.body().line();
    Javadoc.write(
        file.body(),
        doc,
        otherwise,
        scope == Scope.ONE
            ? MethodDoc.of(notification).tagOfSubject(notification, "subject")
            : List.of());
  }

  /** The parameters of a method, up to the subject. */
  private List<String> subject(Scope scope) {
    return new ArrayList<>(
        scope == Scope.ONE ? List.of(file.imports().lang("String") + " subject") : List.of());
  }

  /** Opens a method that waits for the core's word. */
  private void openSubscribing(String head, List<String> parameters) {
    Layout thrown = Layout.text("throws " + file.imports().lang("InterruptedException") + " {");
    // Under parameters of which each has a line of its own, google-java-format starts another.
    boolean tall = !file.fits("    " + String.join(", ", parameters) + ")");
    file.add(
        Layout.concat(
            Layout.call(head, parameters.toArray(String[]::new)),
            tall
                ? Layout.nextLine(thrown)
                : new Layout.Group(4, List.of(new Layout.Break(" "), thrown))));
    file.body().indent();
  }

  /** What every method does: it hands everything to the runtime. */
  private void pass(String method, Notification notification, Scope scope, List<String> arguments) {
    var all = new ArrayList<>(List.of(constants.apply(notification)));
    if (scope == Scope.ONE) {
      all.add("subject");
    }
    all.addAll(arguments);
    file.add(
        Layout.concat(
            Layout.call("return core." + method, all.toArray(String[]::new)), Layout.text(";")));
    file.body().close("}");
  }

  private String client(String name) {
    return file.imports().of(JavaFile.CLIENT, name);
  }

  private String function(String name) {
    return file.imports().of("java.util.function", name);
  }
}
