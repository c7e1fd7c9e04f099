package dev.parley.processor;

import dev.parley.annotations.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.rules.Diagnostic;
import dev.parley.schema.rules.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

/** What a component's Java type is on the wire (docs/architecture.md, the mapping table). */
final class FieldTypes {
  private final TypeReader types;
  private final Report report;

  FieldTypes(TypeReader types, Report report) {
    this.types = types;
    this.report = report;
  }

  /** A component: where it stands and what it says of itself. */
  record Component(Element element, Place place, TypeMirror type, Optional<String> encoding) {
    static Component of(Element element, Place place, TypeMirror type, AnnotationMirror field) {
      return new Component(
          element,
          place,
          type,
          Annotations.constant(field, "type").filter(it -> !it.equals("DEFAULT")));
    }

    boolean nullable() {
      return Annotations.isNullable(type);
    }
  }

  /** The field's type, or empty if it was refused and reported. */
  Optional<FieldType> of(Component component) {
    if (component.type() instanceof DeclaredType declared) {
      if (JavaTypes.is(declared, List.class)) {
        return list(component, declared);
      }
      if (JavaTypes.is(declared, Map.class)) {
        return map(component, declared);
      }
    }
    boolean primitive = component.type().getKind().isPrimitive();
    if (primitive && component.nullable()) {
      String boxed = JavaTypes.boxedName(component.type());
      misplaced(component, "a primitive, which is never absent", "use @Nullable " + boxed);
      return Optional.empty();
    }
    Optional<FieldType.Single> type = single(component, component.type());
    String unboxed = JavaTypes.unboxedName(component.type());
    if (type.isPresent() && !unboxed.isEmpty() && !component.nullable()) {
      String boxed = JavaTypes.simpleName(component.type());
      error(component, Diagnostic.BOXED, boxed, unboxed);
    }
    return type.flatMap(it -> encoded(component, it)).map(FieldType.class::cast);
  }

  private Optional<FieldType> list(Component component, DeclaredType type) {
    if (component.nullable()) {
      misplaced(component, "a list", "an absent list is the empty one");
    }
    if (type.getTypeArguments().size() != 1) {
      unsupported(component, type);
      return Optional.empty();
    }
    return element(component, type.getTypeArguments().getFirst(), "a list's element")
        .flatMap(it -> encoded(component, it))
        .map(FieldType.ListOf::new);
  }

  private Optional<FieldType> map(Component component, DeclaredType type) {
    if (component.nullable()) {
      misplaced(component, "a map", "an absent map is the empty one");
    }
    if (type.getTypeArguments().size() != 2) {
      unsupported(component, type);
      return Optional.empty();
    }
    Optional<FieldType.Scalar> key = key(component, type.getTypeArguments().getFirst());
    Optional<FieldType.Single> value =
        element(component, type.getTypeArguments().getLast(), "a map's value")
            .flatMap(it -> encoded(component, it));
    if (key.isEmpty() || value.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new FieldType.MapOf(key.get(), value.get()));
  }

  private Optional<FieldType.Scalar> key(Component component, TypeMirror type) {
    if (Annotations.isNullable(type)) {
      misplaced(component, "a map's key", "remove it");
      return Optional.empty();
    }
    Optional<FieldType.Scalar> scalar = JavaTypes.scalar(type);
    boolean allowed =
        scalar.isPresent()
            && switch (scalar.get()) {
              case INT32, INT64, BOOL, STRING -> true;
              default -> false;
            };
    if (!allowed) {
      error(component, Diagnostic.MAP_KEY, type);
      return Optional.empty();
    }
    return scalar;
  }

  private Optional<FieldType.Single> element(Component component, TypeMirror type, String where) {
    if (Annotations.isNullable(type)) {
      misplaced(component, where, "leave absent ones out, or put them into a @Message record");
      return Optional.empty();
    }
    if (type instanceof DeclaredType declared && JavaTypes.isCollection(declared)) {
      error(component, Diagnostic.NESTED_COLLECTION, component.type());
      return Optional.empty();
    }
    return single(component, type);
  }

  private Optional<FieldType.Single> single(Component component, TypeMirror type) {
    Optional<FieldType.Scalar> scalar = JavaTypes.scalar(type);
    if (scalar.isPresent()) {
      return Optional.of(scalar.get());
    }
    if (type instanceof ArrayType array) {
      return array(component, array);
    }
    if (!(type instanceof DeclaredType declared)) {
      unsupported(component, type);
      return Optional.empty();
    }
    if (JavaTypes.is(declared, Instant.class)) {
      return Optional.of(new FieldType.Timestamp());
    }
    if (JavaTypes.is(declared, Duration.class)) {
      return Optional.of(new FieldType.Duration());
    }
    return declared(component, declared, (TypeElement) declared.asElement());
  }

  private Optional<FieldType.Single> array(Component component, ArrayType array) {
    TypeMirror element = array.getComponentType();
    if (element.getKind() == TypeKind.BYTE) {
      if (Annotations.isNullable(element)) {
        misplaced(component, "the bytes of an array", "write byte @Nullable []");
        return Optional.empty();
      }
      return Optional.of(FieldType.Scalar.BYTES);
    }
    String boxed = JavaTypes.boxedName(element);
    String name = boxed.isEmpty() ? JavaTypes.simpleName(element) : boxed;
    error(component, Diagnostic.MUTABLE_FIELD, "an array", "List<" + name + ">");
    return Optional.empty();
  }

  private Optional<FieldType.Single> declared(
      Component component, DeclaredType type, TypeElement element) {
    if (types.isDeclared(element)) {
      return types.reference(element);
    }
    Optional<String> immutable = JavaTypes.immutableFor(type);
    if (immutable.isPresent()) {
      error(component, Diagnostic.MUTABLE_FIELD, JavaTypes.simpleName(type), immutable.get());
    } else if (TypeReader.couldBeDeclared(element)) {
      error(component, Diagnostic.NOT_ANNOTATED, element.getQualifiedName());
    } else {
      unsupported(component, type);
    }
    return Optional.empty();
  }

  /** Applies {@code @Field(type = …)}. */
  private <T extends FieldType> Optional<T> encoded(Component component, T type) {
    if (component.encoding().isEmpty()) {
      return Optional.of(type);
    }
    String encoding = component.encoding().get();
    boolean fits =
        (type == FieldType.Scalar.INT32 && encoding.endsWith("32"))
            || (type == FieldType.Scalar.INT64 && encoding.endsWith("64"));
    if (!fits) {
      String way =
          type == FieldType.Scalar.INT32
              ? "use one that ends in 32, or long"
              : type == FieldType.Scalar.INT64
                  ? "use one that ends in 64, or int"
                  : "leave the type out";
      error(component, Diagnostic.ENCODING, encoding, component.type(), way);
      return Optional.empty();
    }
    @SuppressWarnings("unchecked") // a scalar stands where a scalar stood
    T scalar = (T) FieldType.Scalar.valueOf(encoding);
    return Optional.of(scalar);
  }

  private void unsupported(Component component, TypeMirror type) {
    error(component, Diagnostic.UNSUPPORTED_TYPE, type, JavaTypes.adviceFor(type));
  }

  private void misplaced(Component component, String where, String way) {
    error(component, Diagnostic.NULLABLE_MISPLACED, where, way);
  }

  private void error(Component component, Diagnostic diagnostic, Object... values) {
    report.error(component.element(), diagnostic, component.place(), values);
  }

  /** Where the annotation's values are looked up. */
  static Optional<AnnotationMirror> annotation(Element component) {
    return Annotations.find(component, Field.class);
  }
}
