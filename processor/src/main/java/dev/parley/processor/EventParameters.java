package dev.parley.processor;

import dev.parley.annotations.Sink;
import dev.parley.annotations.Source;
import dev.parley.schema.Event;
import dev.parley.schema.FieldType;
import dev.parley.schema.rules.Diagnostic;
import dev.parley.schema.rules.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;

/**
 * What an event's method takes, without what was refused and reported: a payload, then a source,
 * then a sink, each if it has one.
 */
record EventParameters(
    Optional<Event.Payload> payload, Optional<Event.Items> source, Optional<Event.Items> sink) {

  /** What a parameter is, in the order in which they stand. */
  enum Kind {
    PAYLOAD("payload"),
    SOURCE("Source"),
    SINK("Sink");

    private final String shown;

    Kind(String shown) {
      this.shown = shown;
    }

    /** What a parameter of that type is: what is no stream is a payload, or meant to be one. */
    static Kind of(TypeMirror type) {
      if (type instanceof DeclaredType declared) {
        if (JavaTypes.is(declared, Source.class)) {
          return SOURCE;
        }
        if (JavaTypes.is(declared, Sink.class)) {
          return SINK;
        }
      }
      return PAYLOAD;
    }

    boolean isStream() {
      return this != PAYLOAD;
    }

    /** As a message names it: {@code payload}, {@code Source} or {@code Sink}. */
    @Override
    public String toString() {
      return shown;
    }
  }

  static EventParameters of(
      ExecutableElement method, Place place, GroupReader groups, Report report) {
    return new Reading(method, place, groups, report).read();
  }

  /** What a payload's parameter is; reports a type that cannot be it. */
  static Optional<FieldType.Single> payloadType(
      VariableElement parameter, Place place, GroupReader groups, Report report) {
    TypeMirror type = parameter.asType();
    if (Annotations.isNullable(type) || Annotations.isNullable(parameter)) {
      report.error(
          parameter,
          Diagnostic.NULLABLE_MISPLACED,
          place,
          "a payload",
          "it is always there; make its components @Nullable");
    }
    Optional<FieldType.Single> message = groups.message(type);
    if (message.isEmpty() && !groups.isReportedElsewhere(type)) {
      report.error(
          parameter,
          Diagnostic.PAYLOAD_NOT_MESSAGE,
          place,
          GroupReader.shown(type),
          GroupReader.adviceFor(type));
    }
    return message;
  }

  private record Reading(ExecutableElement method, Place place, GroupReader groups, Report report) {

    EventParameters read() {
      checkOrder();
      return new EventParameters(payload(), items(Kind.SOURCE), items(Kind.SINK));
    }

    private void checkOrder() {
      Kind before = Kind.PAYLOAD;
      for (VariableElement parameter : method.getParameters()) {
        Kind kind = Kind.of(parameter.asType());
        if (before.compareTo(kind) > 0) {
          report.error(parameter, Diagnostic.STREAM_ORDER, place, before, kind);
          return;
        }
        before = kind;
      }
    }

    private Optional<Event.Payload> payload() {
      List<VariableElement> payloads = all(Kind.PAYLOAD);
      if (payloads.size() > 1) {
        report.error(method, Diagnostic.PAYLOADS, place, payloads.size());
        return Optional.empty();
      }
      if (payloads.stream().anyMatch(it -> NotificationContent.isOutcome(it.asType()))) {
        outcome(payloads.getFirst(), "an event's payload");
        return Optional.empty();
      }
      return payloads.stream()
          .findFirst()
          .flatMap(parameter ->
              payloadType(parameter, place, groups, report)
                  .map(type -> new Event.Payload(parameter.getSimpleName().toString(), type)));
    }

    private Optional<Event.Items> items(Kind direction) {
      List<VariableElement> streams = all(direction);
      if (streams.size() > 1) {
        report.error(method, Diagnostic.STREAM_DUPLICATE, place, streams.size(), direction);
        return Optional.empty();
      }
      return streams.stream()
          .findFirst()
          .flatMap(parameter ->
              itemType(parameter, direction)
                  .map(type -> new Event.Items(parameter.getSimpleName().toString(), type)));
    }

    private List<VariableElement> all(Kind kind) {
      var found = new ArrayList<VariableElement>();
      for (VariableElement parameter : method.getParameters()) {
        if (Kind.of(parameter.asType()) == kind) {
          found.add(parameter);
        }
      }
      return found;
    }

    private Optional<FieldType.Single> itemType(VariableElement parameter, Kind direction) {
      TypeMirror stream = parameter.asType();
      if (Annotations.isNullable(stream) || Annotations.isNullable(parameter)) {
        misplacedNullable(parameter, "a stream", "it is always there, with or without items");
      }
      List<? extends TypeMirror> arguments = ((DeclaredType) stream).getTypeArguments();
      if (arguments.isEmpty() || arguments.getFirst() instanceof WildcardType) {
        String written = arguments.isEmpty() ? "" : "<" + arguments.getFirst() + ">";
        report.error(parameter, Diagnostic.ITEM_MISSING, place, direction + written, direction);
        return Optional.empty();
      }
      TypeMirror item = arguments.getFirst();
      if (Annotations.isNullable(item)) {
        misplacedNullable(parameter, "an item", "leave absent ones out");
      }
      if (NotificationContent.isOutcome(item)) {
        outcome(parameter, "an item");
        return Optional.empty();
      }
      Optional<FieldType.Single> message = groups.message(item);
      if (message.isEmpty() && !groups.isReportedElsewhere(item)) {
        report.error(
            parameter,
            Diagnostic.ITEM_NOT_MESSAGE,
            place,
            GroupReader.shown(item),
            GroupReader.adviceFor(item));
      }
      return message;
    }

    private void outcome(VariableElement parameter, String what) {
      String way = "name a @Message sealed interface of records, one for each case";
      report.error(parameter, Diagnostic.OUTCOME_MISPLACED, place, what, way);
    }

    private void misplacedNullable(VariableElement parameter, String what, String way) {
      report.error(parameter, Diagnostic.NULLABLE_MISPLACED, place, what, way);
    }
  }
}
