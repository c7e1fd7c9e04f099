package dev.parley.processor;

import dev.parley.schema.Constraint;
import dev.parley.schema.Constraint.Kind;
import dev.parley.schema.Constraints;
import dev.parley.schema.FieldType;
import dev.parley.schema.rules.Diagnostic;
import dev.parley.schema.rules.Place;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.AnnotatedConstruct;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;

/**
 * Reads constraints of Jakarta Validation by their names: nothing here, and nothing that runs,
 * needs their classes. What can't be honoured is refused, for a check that is not made is worse
 * than none.
 */
final class ConstraintReader {
  private static final String VALIDATION = "jakarta.validation.";
  private static final String CONSTRAINTS = VALIDATION + "constraints.";
  private static final String KNOWN =
      "use @NotNull, @NotBlank, @NotEmpty, @Email, @Size, @Pattern, @Min, @Max, @DecimalMin, "
          + "@DecimalMax, @Positive, @Negative, their -OrZero, @AssertTrue, @AssertFalse, or the "
          + "record's constructor";

  private final Report report;

  ConstraintReader(Report report) {
    this.report = report;
  }

  /**
   * The constraints of a component.
   *
   * @param line the component's private field, on which annotations stand that are none of types
   */
  Constraints of(RecordComponentElement component, Element line, Place place, FieldType type) {
    var own = new ArrayList<Constraint>();
    // Most annotations of constraints stand on the field and on its type alike.
    List<AnnotationMirror> mirrors = mirrors(component, line, component.asType());
    mirrors.forEach(it -> read(it, line, place, type).ifPresent(own::add));
    refuseOnAccessor(component, mirrors, place);
    var elements = new ArrayList<Constraint>();
    if (component.asType() instanceof DeclaredType declared
        && !(type instanceof FieldType.Single)) {
      List<? extends TypeMirror> arguments = declared.getTypeArguments();
      FieldType element = type.element();
      mirrors(arguments.getLast())
          .forEach(it -> read(it, line, place, element).ifPresent(elements::add));
      if (type instanceof FieldType.MapOf) {
        refuseOnKeys(arguments.getFirst(), line, place);
      }
    }
    return new Constraints(own, elements);
  }

  /** Refuses constraints on what nobody checks: a record itself, its methods, their parameters. */
  void refuseElsewhere(TypeElement type, Place place) {
    refuse(type, type, place, "it goes with a record's components");
    for (Element member : type.getEnclosedElements()) {
      if (member instanceof ExecutableElement method && !isAccessor(type, method)) {
        refuse(method, method, place, "it goes with a record's components");
      }
    }
  }

  /**
   * Refuses constraints on an event's method and its parameters. A payload and a response are never
   * null, so {@code @NotNull} is taken.
   */
  void refuseOn(ExecutableElement method, Place place) {
    refuse(method, method, place, "it goes with a record's components");
    method
        .getParameters()
        .forEach(it -> refuse(it, it, place, "put it on a component of the payload"));
  }

  /** Its annotations are those of the component. */
  private static boolean isAccessor(TypeElement type, ExecutableElement method) {
    return type.getRecordComponents().stream().anyMatch(it -> method.equals(it.getAccessor()))
        || method.getKind() == ElementKind.CONSTRUCTOR;
  }

  private void refuse(AnnotatedConstruct annotated, Element line, Place place, String way) {
    for (AnnotationMirror mirror : mirrors(annotated)) {
      if (!qualifiedName(mirror).equals(CONSTRAINTS + "NotNull")) {
        report.error(line, Diagnostic.STRAY_ANNOTATION, place, simpleName(mirror), way);
      }
    }
  }

  /** An accessor that somebody wrote may have constraints of its own. */
  private void refuseOnAccessor(
      RecordComponentElement component, List<AnnotationMirror> ofComponent, Place place) {
    ExecutableElement accessor = component.getAccessor();
    List<String> known = ofComponent.stream().map(Object::toString).toList();
    for (AnnotationMirror mirror : mirrors(accessor)) {
      if (!known.contains(mirror.toString())) {
        report.error(
            accessor,
            Diagnostic.STRAY_ANNOTATION,
            place,
            simpleName(mirror),
            "put it on the component");
      }
    }
  }

  private void refuseOnKeys(TypeMirror key, Element line, Place place) {
    for (AnnotationMirror mirror : mirrors(key)) {
      report.error(
          line,
          Diagnostic.CONSTRAINT_TYPE,
          place,
          simpleName(mirror),
          "a map's key",
          "check keys in the record's constructor");
    }
  }

  /** The constraints among annotations, each once, with those that stand in a container. */
  private static List<AnnotationMirror> mirrors(AnnotatedConstruct... annotated) {
    var found = new LinkedHashMap<String, AnnotationMirror>();
    for (AnnotatedConstruct construct : annotated) {
      for (AnnotationMirror mirror : construct.getAnnotationMirrors()) {
        for (AnnotationMirror each : uncontained(mirror)) {
          if (isConstraint(each)) {
            found.putIfAbsent(each.toString(), each);
          }
        }
      }
    }
    return List.copyOf(found.values());
  }

  /** Several annotations of one type are put into {@code @Size.List({…})} by the compiler. */
  private static List<AnnotationMirror> uncontained(AnnotationMirror mirror) {
    String name = qualifiedName(mirror);
    if (!name.startsWith(CONSTRAINTS) || !name.endsWith(".List")) {
      return List.of(mirror);
    }
    return Annotations.value(mirror, "value").stream()
        .filter(List.class::isInstance)
        .flatMap(it -> ((List<?>) it).stream())
        .map(it -> ((AnnotationValue) it).getValue())
        .filter(AnnotationMirror.class::isInstance)
        .map(AnnotationMirror.class::cast)
        .toList();
  }

  private static boolean isConstraint(AnnotationMirror mirror) {
    String name = qualifiedName(mirror);
    if (name.equals(VALIDATION + "Valid")) {
      return false; // what a message holds is always checked
    }
    return name.startsWith(VALIDATION)
        || name.startsWith("javax.validation.")
        || mirror.getAnnotationType().asElement().getAnnotationMirrors().stream()
            .anyMatch(it -> qualifiedName(it).equals(VALIDATION + "Constraint"));
  }

  private Optional<Constraint> read(
      AnnotationMirror mirror, Element line, Place place, FieldType type) {
    String name = simpleName(mirror);
    Kind kind = null;
    if (qualifiedName(mirror).equals(CONSTRAINTS + name)) {
      for (Kind each : Kind.values()) {
        kind = each.annotation().equals(name) ? each : kind;
      }
    }
    if (kind == null) {
      boolean old = qualifiedName(mirror).startsWith("javax.");
      String way = old ? "import it from jakarta.validation.constraints" : KNOWN;
      report.error(line, Diagnostic.CONSTRAINT_UNKNOWN, place, name, way);
      return Optional.empty();
    }
    return attributesAreHonoured(mirror, line, place)
        ? constraint(kind, mirror, line, place, type)
        : Optional.empty();
  }

  private boolean attributesAreHonoured(AnnotationMirror mirror, Element line, Place place) {
    boolean honoured = true;
    for (Map.Entry<? extends ExecutableElement, ? extends AnnotationValue> entry :
        mirror.getElementValues().entrySet()) {
      String attribute = entry.getKey().getSimpleName().toString();
      Object value = entry.getValue().getValue();
      boolean empty = value instanceof List<?> list && list.isEmpty();
      String what = "";
      String way = "remove it";
      switch (attribute) {
        case "groups", "payload", "flags" -> {
          what = empty ? "" : "\"" + attribute + "\"";
          way = attribute.equals("flags") ? "write the characters out" : way;
        }
        case "regexp" -> {
          boolean email = simpleName(mirror).equals(Kind.EMAIL.annotation());
          what = email && !".*".equals(value) ? "\"regexp\"" : "";
          way = "add @Pattern";
        }
        case "message" -> {
          String text = String.valueOf(value);
          what = text.contains("{") || text.contains("}") ? "a message with braces" : "";
          way = "write the text that people see";
        }
        default -> {}
      }
      if (!what.isEmpty()) {
        honoured = false;
        report.error(line, Diagnostic.CONSTRAINT_ATTRIBUTE, place, simpleName(mirror), what, way);
      }
    }
    return honoured;
  }

  private Optional<Constraint> constraint(
      Kind kind, AnnotationMirror mirror, Element line, Place place, FieldType type) {
    return switch (kind) {
      case SIZE -> {
        int min = (Integer) Annotations.value(mirror, "min").orElse(0);
        int max = (Integer) Annotations.value(mirror, "max").orElse(Integer.MAX_VALUE);
        yield Optional.of(
            new Constraint.Size(
                min, max, message(mirror, ConstraintMessages.size(type, min, max))));
      }
      case PATTERN ->
          Annotations.value(mirror, "regexp")
              .map(String.class::cast)
              .map(it ->
                  new Constraint.Pattern(it, message(mirror, ConstraintMessages.pattern(it))));
      case MIN, MAX, DECIMAL_MIN, DECIMAL_MAX ->
          Annotations.value(mirror, "value").flatMap(it -> bound(kind, it, mirror, line, place));
      default ->
          Optional.of(new Constraint.Plain(kind, message(mirror, ConstraintMessages.plain(kind))));
    };
  }

  private Optional<Constraint> bound(
      Kind kind, Object value, AnnotationMirror mirror, Element line, Place place) {
    boolean inclusive = (Boolean) Annotations.value(mirror, "inclusive").orElse(true);
    try {
      var number = new BigDecimal(value.toString()).stripTrailingZeros();
      String standard = ConstraintMessages.bound(kind, number, inclusive);
      return Optional.of(new Constraint.Bound(kind, number, inclusive, message(mirror, standard)));
    } catch (NumberFormatException e) {
      report.error(
          line,
          Diagnostic.CONSTRAINT_VALUE,
          place,
          kind.annotation(),
          "has \"" + value + "\", which is no number",
          "write a number, for example \"0.5\"");
      return Optional.empty();
    }
  }

  private static String message(AnnotationMirror mirror, String standard) {
    return Annotations.value(mirror, "message").map(String.class::cast).orElse(standard);
  }

  private static String qualifiedName(AnnotationMirror mirror) {
    Element element = mirror.getAnnotationType().asElement();
    return element instanceof TypeElement type ? type.getQualifiedName().toString() : "";
  }

  private static String simpleName(AnnotationMirror mirror) {
    return mirror.getAnnotationType().asElement().getSimpleName().toString();
  }
}
