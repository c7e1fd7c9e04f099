package dev.parley.processor;

import dev.parley.annotations.Event;
import dev.parley.annotations.EventException;
import dev.parley.annotations.Idempotent;
import dev.parley.annotations.Inline;
import dev.parley.annotations.Notification;
import dev.parley.schema.EventGroup;
import dev.parley.schema.FieldType;
import dev.parley.schema.TypeName;
import dev.parley.schema.rules.Diagnostic;
import dev.parley.schema.rules.Place;
import java.util.ArrayList;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Reads an interface of events. */
final class EventGroupReader {
  private final Elements elements;
  private final Types typeUtils;
  private final Report report;
  private final DocComments docs;
  private final GroupReader groups;
  private final ConstraintReader constraints;

  EventGroupReader(
      Elements elements, Types typeUtils, Report report, DocComments docs, GroupReader groups) {
    this.elements = elements;
    this.typeUtils = typeUtils;
    this.report = report;
    this.docs = docs;
    this.groups = groups;
    this.constraints = new ConstraintReader(report);
  }

  /** The group, without what was refused and reported. */
  Optional<EventGroup> read(TypeElement type) {
    if (!groups.isGroup(type, dev.parley.annotations.EventGroup.class)) {
      return Optional.empty();
    }
    TypeName name = ElementNames.of(type);
    var events = new ArrayList<dev.parley.schema.Event>();
    for (ExecutableElement method : groups.methods(type, name, "group's")) {
      event(method, Place.of(name, method.getSimpleName().toString()), events.size())
          .ifPresent(events::add);
    }
    return Optional.of(new EventGroup(name, docs.of(type), events));
  }

  private Optional<dev.parley.schema.Event> event(
      ExecutableElement method, Place place, int position) {
    boolean annotated = Annotations.has(method, Event.class);
    if (!annotated && !Annotations.has(method, Notification.class)) {
      report.error(method, Diagnostic.METHOD_NOT_ANNOTATED, place, "Event", position);
    }
    constraints.refuseOn(method, place);
    var parameters = EventParameters.of(method, place, groups, report);
    var response = response(method, place);
    var error = declaredError(method, place);
    return Annotations.number(method, Event.class)
        .map(number ->
            new dev.parley.schema.Event(
                place.member(),
                number,
                parameters.payload(),
                parameters.source(),
                parameters.sink(),
                response,
                error,
                Annotations.has(method, Inline.class),
                Annotations.has(method, Idempotent.class),
                docs.ofMethod(method)));
  }

  private Optional<FieldType.Single> response(ExecutableElement method, Place place) {
    TypeMirror type = method.getReturnType();
    if (type.getKind() == TypeKind.VOID) {
      return Optional.empty();
    }
    EventParameters.Kind kind = EventParameters.Kind.of(type);
    if (kind.isStream()) {
      report.error(
          method,
          Diagnostic.STREAM_MISPLACED,
          place,
          kind,
          "a response",
          "stream to the front end by a Sink, as the last parameter");
      return Optional.empty();
    }
    if (NotificationContent.isOutcome(type)) {
      report.error(
          method,
          Diagnostic.OUTCOME_MISPLACED,
          place,
          "a response",
          "return the payload, and throw an EventException for the error");
      return Optional.empty();
    }
    if (Annotations.isNullable(type) || Annotations.isNullable(method)) {
      report.error(
          method,
          Diagnostic.NULLABLE_MISPLACED,
          place,
          "a response",
          "return a message with a @Nullable component, or throw");
    }
    Optional<FieldType.Single> message = groups.message(type);
    if (message.isEmpty() && !groups.isReportedElsewhere(type)) {
      report.error(
          method,
          Diagnostic.RESPONSE_NOT_MESSAGE,
          place,
          GroupReader.shown(type),
          GroupReader.adviceFor(type));
    }
    return message;
  }

  private Optional<dev.parley.schema.Event.DeclaredError> declaredError(
      ExecutableElement method, Place place) {
    var thrown = method.getThrownTypes();
    if (thrown.size() > 1) {
      report.error(method, Diagnostic.EXCEPTIONS, place, thrown.size());
      return Optional.empty();
    }
    if (thrown.isEmpty()) {
      return Optional.empty();
    }
    TypeMirror exception = thrown.getFirst();
    TypeElement base = elements.getTypeElement(EventException.class.getName());
    if (base == null
        || !(exception instanceof DeclaredType declared)
        || !typeUtils.isSubtype(exception, base.asType())) {
      report.error(method, Diagnostic.NOT_AN_EVENT_EXCEPTION, place, GroupReader.shown(exception));
      return Optional.empty();
    }
    TypeElement exceptionElement = (TypeElement) declared.asElement();
    if (!ElementNames.isAccessible(exceptionElement)) {
      report.error(method, Diagnostic.NOT_ACCESSIBLE, place, exceptionElement.getQualifiedName());
    }
    TypeMirror error = errorType(declared, exceptionElement);
    Optional<FieldType.Single> message = groups.message(error);
    if (message.isEmpty() && !groups.isReportedElsewhere(error)) {
      report.error(
          method,
          Diagnostic.ERROR_NOT_MESSAGE,
          place,
          exceptionElement.getQualifiedName(),
          GroupReader.shown(error));
    }
    return message.map(
        it -> new dev.parley.schema.Event.DeclaredError(ElementNames.of(exceptionElement), it));
  }

  /** What {@code error()} returns as the exception narrows it, type arguments filled in. */
  private TypeMirror errorType(DeclaredType exception, TypeElement exceptionElement) {
    TypeMirror narrowest = typeUtils.getNullType();
    for (Element member : elements.getAllMembers(exceptionElement)) {
      if (member.getKind() == ElementKind.METHOD
          && member.getSimpleName().contentEquals("error")
          && ((ExecutableElement) member).getParameters().isEmpty()) {
        TypeMirror type =
            ((ExecutableType) typeUtils.asMemberOf(exception, member)).getReturnType();
        if (narrowest.getKind() == TypeKind.NULL || typeUtils.isSubtype(type, narrowest)) {
          narrowest = type;
        }
      }
    }
    return narrowest;
  }
}
