package dev.parley.processor;

import dev.parley.annotations.Outcome;
import dev.parley.schema.Event;
import dev.parley.schema.FieldType;
import dev.parley.schema.rules.Diagnostic;
import dev.parley.schema.rules.Place;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;
import org.jspecify.annotations.Nullable;

/**
 * What a notification's parameter lets it carry, without what was refused and reported: a message,
 * or an {@link Outcome} of two.
 *
 * @param error what may come in the payload's place
 */
record NotificationContent(Optional<Event.Payload> payload, Optional<FieldType.Single> error) {
  static final NotificationContent NOTHING =
      new NotificationContent(Optional.empty(), Optional.empty());

  static NotificationContent of(
      VariableElement parameter, Place place, GroupReader groups, Report report) {
    return isOutcome(parameter.asType())
        ? new Reading(parameter, place, groups, report).outcome()
        : EventParameters.payloadType(parameter, place, groups, report)
            .map(it -> new NotificationContent(payload(parameter, it), Optional.empty()))
            .orElse(NOTHING);
  }

  private static Optional<Event.Payload> payload(VariableElement parameter, FieldType.Single type) {
    return Optional.of(new Event.Payload(parameter.getSimpleName().toString(), type));
  }

  /** Whether a type is an outcome, or one of its two cases. */
  static boolean isOutcome(TypeMirror type) {
    return type instanceof DeclaredType declared
        && declared.asElement() instanceof TypeElement element
        && isOutcome(element);
  }

  static boolean isOutcome(TypeElement type) {
    return isNamed(type) || isNamed(type.getEnclosingElement());
  }

  private static boolean isNamed(@Nullable Element element) {
    return element instanceof TypeElement type
        && type.getQualifiedName().contentEquals(Outcome.class.getName());
  }

  private record Reading(
      VariableElement parameter, Place place, GroupReader groups, Report report) {

    NotificationContent outcome() {
      var type = (DeclaredType) parameter.asType();
      if (Annotations.isNullable(type) || Annotations.isNullable(parameter)) {
        misplacedNullable("an Outcome", "it is always there");
      }
      List<? extends TypeMirror> parts = type.getTypeArguments();
      if (!isNamed(type.asElement()) || parts.size() < 2) {
        report.error(parameter, Diagnostic.OUTCOME_INCOMPLETE, place, GroupReader.shown(type));
        return NOTHING;
      }
      Optional<FieldType.Single> payload = part("payload", parts.getFirst());
      Optional<FieldType.Single> error = part("error", parts.getLast());
      return payload.isEmpty() || error.isEmpty()
          ? NOTHING
          : new NotificationContent(payload(parameter, payload.get()), error);
    }

    private Optional<FieldType.Single> part(String which, TypeMirror type) {
      if (type instanceof WildcardType) {
        report.error(
            parameter, Diagnostic.OUTCOME_INCOMPLETE, place, parameter.asType().toString());
        return Optional.empty();
      }
      if (Annotations.isNullable(type)) {
        misplacedNullable("an Outcome's " + which, "it is always there, if the other is not");
      }
      Optional<FieldType.Single> message = groups.message(type);
      if (message.isEmpty() && !groups.isReportedElsewhere(type)) {
        report.error(
            parameter,
            Diagnostic.OUTCOME_NOT_MESSAGE,
            place,
            which,
            GroupReader.shown(type),
            GroupReader.adviceFor(type));
      }
      return message;
    }

    private void misplacedNullable(String what, String way) {
      report.error(parameter, Diagnostic.NULLABLE_MISPLACED, place, what, way);
    }
  }
}
