package dev.parley.processor;

import dev.parley.annotations.EventGroup;
import dev.parley.annotations.NotificationGroup;
import dev.parley.schema.FieldType;
import dev.parley.schema.TypeName;
import dev.parley.schema.rules.Diagnostic;
import dev.parley.schema.rules.Place;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;

/** What groups of events and groups of notifications have in common. */
final class GroupReader {
  private final Report report;
  private final TypeReader types;

  GroupReader(Report report, TypeReader types) {
    this.report = report;
    this.types = types;
  }

  /** Whether the annotated type is an interface that can be a group; says so if not. */
  boolean isGroup(TypeElement type, Class<? extends Annotation> annotation) {
    Place place = Place.of(ElementNames.of(type));
    report.locate(place, type);
    if (type.getKind() != ElementKind.INTERFACE) {
      report.error(
          type,
          Diagnostic.GROUP_NOT_INTERFACE,
          place,
          annotation.getSimpleName(),
          ElementNames.kind(type),
          "make it an interface");
      return false;
    }
    boolean both =
        Annotations.has(type, EventGroup.class) && Annotations.has(type, NotificationGroup.class);
    if (both && annotation == NotificationGroup.class) {
      report.error(
          type,
          Diagnostic.GROUP_NOT_INTERFACE,
          place,
          "NotificationGroup",
          "an @EventGroup",
          "write an interface for each");
      return false;
    }
    checkPlain(type, place);
    return true;
  }

  private void checkPlain(TypeElement type, Place place) {
    if (!ElementNames.isAccessible(type)) {
      report.error(type, Diagnostic.NOT_ACCESSIBLE, place, "the interface or a type around it");
    }
    if (!type.getTypeParameters().isEmpty()) {
      report.error(
          type, Diagnostic.GROUP_NOT_PLAIN, place, "has type parameters", "name the types instead");
    }
    if (!type.getInterfaces().isEmpty()) {
      report.error(
          type,
          Diagnostic.GROUP_NOT_PLAIN,
          place,
          "extends " + type.getInterfaces().getFirst(),
          "declare its methods here");
    }
    if (type.getModifiers().contains(Modifier.SEALED)) {
      report.error(
          type,
          Diagnostic.GROUP_NOT_PLAIN,
          place,
          "is sealed",
          "remove \"sealed\" and \"permits\"");
    }
  }

  /** The abstract methods; the others are reported. */
  List<ExecutableElement> methods(TypeElement group, TypeName name, String kind) {
    var methods = new ArrayList<ExecutableElement>();
    for (Element element : group.getEnclosedElements()) {
      if (element instanceof ExecutableElement method && element.getKind() == ElementKind.METHOD) {
        Place place = Place.of(name, method.getSimpleName().toString());
        report.locate(place, method);
        if (isPlain(method, place, kind)) {
          methods.add(method);
        }
      }
    }
    return methods;
  }

  private boolean isPlain(ExecutableElement method, Place place, String kind) {
    for (Modifier modifier : List.of(Modifier.DEFAULT, Modifier.STATIC, Modifier.PRIVATE)) {
      if (method.getModifiers().contains(modifier)) {
        report.error(
            method,
            Diagnostic.METHOD_NOT_ABSTRACT,
            place,
            kind,
            modifier,
            "move it to another type, because handlers and front ends have to agree on all of it");
        return false;
      }
    }
    if (!method.getTypeParameters().isEmpty()) {
      report.error(
          method,
          Diagnostic.METHOD_NOT_ABSTRACT,
          place,
          kind,
          "generic",
          "name the types instead of the type parameters");
      return false;
    }
    return true;
  }

  /** The message or union that a payload, a response or an error is. */
  Optional<FieldType.Single> message(TypeMirror type) {
    if (type instanceof DeclaredType declared
        && declared.asElement() instanceof TypeElement element
        && element.getKind() != ElementKind.ENUM
        && types.isDeclared(element)) {
      return types.reference(element);
    }
    return Optional.empty();
  }

  /** Whether {@link #message} failed because of the declaration, which has its own diagnostic. */
  boolean isReportedElsewhere(TypeMirror type) {
    return type instanceof DeclaredType declared
        && declared.asElement() instanceof TypeElement element
        && element.getKind() != ElementKind.ENUM
        && types.isDeclared(element);
  }

  /** What to do about a payload or a response that is no message. */
  static String adviceFor(TypeMirror type) {
    if (type instanceof DeclaredType declared
        && declared.asElement() instanceof TypeElement element
        && element.getKind() != ElementKind.ENUM
        && TypeReader.couldBeDeclared(element)) {
      return "add @Message to it";
    }
    return "put it into a @Message record";
  }

  /** The type without its annotations, as a person would name it. */
  static String shown(TypeMirror type) {
    return switch (type) {
      case ArrayType array -> shown(array.getComponentType()) + "[]";
      case DeclaredType declared when declared.getTypeArguments().isEmpty() ->
          ((TypeElement) declared.asElement()).getQualifiedName().toString();
      default -> type.toString();
    };
  }
}
