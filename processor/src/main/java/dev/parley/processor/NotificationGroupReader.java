package dev.parley.processor;

import dev.parley.annotations.Debounced;
import dev.parley.annotations.Event;
import dev.parley.annotations.Latest;
import dev.parley.annotations.Notification;
import dev.parley.annotations.Subject;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.Policy;
import dev.parley.schema.TypeName;
import dev.parley.schema.rules.Diagnostic;
import dev.parley.schema.rules.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;

/** Reads an interface of notifications. */
final class NotificationGroupReader {
  private final Report report;
  private final DocComments docs;
  private final GroupReader groups;

  NotificationGroupReader(Report report, DocComments docs, GroupReader groups) {
    this.report = report;
    this.docs = docs;
    this.groups = groups;
  }

  /** The group, without what was refused and reported. */
  Optional<NotificationGroup> read(TypeElement type) {
    if (!groups.isGroup(type, dev.parley.annotations.NotificationGroup.class)) {
      return Optional.empty();
    }
    TypeName name = ElementNames.of(type);
    Optional<String> source =
        Annotations.find(type, dev.parley.annotations.NotificationGroup.class)
            .flatMap(it -> Annotations.value(it, "source"))
            .map(Object::toString);
    var notifications = new ArrayList<NotificationGroup.Notification>();
    for (ExecutableElement method : groups.methods(type, name, "group's")) {
      Place place = Place.of(name, method.getSimpleName().toString());
      notification(method, place, notifications.size() + 1).ifPresent(notifications::add);
    }
    return source.map(it -> new NotificationGroup(name, it, docs.of(type), notifications));
  }

  private Optional<NotificationGroup.Notification> notification(
      ExecutableElement method, Place place, int next) {
    boolean annotated = Annotations.has(method, Notification.class);
    if (!annotated && !Annotations.has(method, Event.class)) {
      report.error(method, Diagnostic.METHOD_NOT_ANNOTATED, place, "Notification", next);
    }
    if (method.getReturnType().getKind() != TypeKind.VOID) {
      report.error(
          method,
          Diagnostic.NOTIFICATION_RETURNS,
          place,
          GroupReader.shown(method.getReturnType()));
    }
    if (!method.getThrownTypes().isEmpty()) {
      report.error(
          method,
          Diagnostic.NOTIFICATION_THROWS,
          place,
          GroupReader.shown(method.getThrownTypes().getFirst()));
    }
    Optional<String> subject = subject(method, place);
    NotificationContent content = content(method, place);
    Policy policy = policy(method, place);
    return Annotations.number(method, Notification.class)
        .map(number ->
            new NotificationGroup.Notification(
                place.member(),
                number,
                subject,
                content.payload(),
                content.error(),
                policy,
                docs.ofMethod(method)));
  }

  private Optional<String> subject(ExecutableElement method, Place place) {
    Optional<String> subject = Optional.empty();
    for (VariableElement parameter : method.getParameters()) {
      if (!Annotations.has(parameter, Subject.class)) {
        continue;
      }
      if (subject.isPresent()) {
        report.error(parameter, Diagnostic.SUBJECT, place, "stands on two parameters");
      } else if (method.getParameters().indexOf(parameter) > 0) {
        report.error(parameter, Diagnostic.SUBJECT, place, "stands behind the payload");
      } else if (!isString(parameter)) {
        report.error(
            parameter,
            Diagnostic.SUBJECT,
            place,
            "stands on a " + GroupReader.shown(parameter.asType()));
      } else if (Annotations.isNullable(parameter.asType())) {
        report.error(
            parameter,
            Diagnostic.NULLABLE_MISPLACED,
            place,
            "a subject",
            "an empty one says that there is none");
      }
      subject = Optional.of(parameter.getSimpleName().toString());
    }
    return subject;
  }

  private static boolean isString(VariableElement parameter) {
    return parameter.asType() instanceof DeclaredType type && JavaTypes.is(type, String.class);
  }

  private NotificationContent content(ExecutableElement method, Place place) {
    List<? extends VariableElement> parameters =
        method.getParameters().stream().filter(it -> !Annotations.has(it, Subject.class)).toList();
    if (parameters.size() > 1) {
      report.error(method, Diagnostic.PAYLOADS, place, parameters.size());
      return NotificationContent.NOTHING;
    }
    for (VariableElement parameter : parameters) {
      EventParameters.Kind kind = EventParameters.Kind.of(parameter.asType());
      if (kind.isStream()) {
        report.error(
            parameter,
            Diagnostic.STREAM_MISPLACED,
            place,
            kind,
            "a notification's payload",
            "notify of each item, or make it an event");
        return NotificationContent.NOTHING;
      }
    }
    return parameters.stream()
        .findFirst()
        .map(parameter -> NotificationContent.of(parameter, place, groups, report))
        .orElse(NotificationContent.NOTHING);
  }

  /** How it is delivered; of two ways, the one that holds it back. */
  private Policy policy(ExecutableElement method, Place place) {
    boolean latest = Annotations.has(method, Latest.class);
    Optional<AnnotationMirror> debounced = Annotations.find(method, Debounced.class);
    if (latest && debounced.isPresent()) {
      report.error(method, Diagnostic.POLICIES, place);
    }
    return debounced
        .flatMap(NotificationGroupReader::debounced)
        .orElse(latest ? new Policy.Latest() : Policy.EVERY);
  }

  /** Empty if the annotation is not well-formed, of which javac complains itself. */
  private static Optional<Policy> debounced(AnnotationMirror mirror) {
    return Annotations.value(mirror, "quietMillis")
        .flatMap(quiet ->
            Annotations.value(mirror, "maxWaitMillis")
                .map(maxWait -> new Policy.Debounced((Integer) quiet, (Integer) maxWait)));
  }
}
