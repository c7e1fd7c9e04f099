package dev.parley.processor;

import dev.parley.annotations.Debounced;
import dev.parley.annotations.Event;
import dev.parley.annotations.EventGroup;
import dev.parley.annotations.Field;
import dev.parley.annotations.Idempotent;
import dev.parley.annotations.Inline;
import dev.parley.annotations.Latest;
import dev.parley.annotations.Notification;
import dev.parley.annotations.NotificationGroup;
import dev.parley.annotations.Subject;
import dev.parley.schema.rules.Diagnostic;
import dev.parley.schema.rules.Place;
import java.lang.annotation.Annotation;
import java.util.List;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;

/** Finds annotations that stand where nothing reads them, which is always a mistake. */
final class StrayAnnotations {
  private final Report report;
  private final TypeReader types;

  StrayAnnotations(Report report, TypeReader types) {
    this.report = report;
    this.types = types;
  }

  void check(RoundEnvironment round) {
    for (Element method : round.getElementsAnnotatedWith(Event.class)) {
      requireOwner(method, Event.class, EventGroup.class);
    }
    for (Element method : round.getElementsAnnotatedWith(Notification.class)) {
      requireOwner(method, Notification.class, NotificationGroup.class);
    }
    requireKind(round, Event.class, List.of(Inline.class, Idempotent.class));
    requireKind(round, Notification.class, List.of(Latest.class, Debounced.class));
    for (Element parameter : round.getElementsAnnotatedWith(Subject.class)) {
      Element method = parameter.getEnclosingElement();
      if (method != null && !Annotations.has(method, Notification.class)) {
        stray(parameter, method, Subject.class, "it goes with a @Notification's parameter only");
      }
    }
    for (Element element : round.getElementsAnnotatedWith(Field.class)) {
      checkField(element);
    }
  }

  private void requireOwner(
      Element method, Class<? extends Annotation> annotation, Class<? extends Annotation> owner) {
    if (!Annotations.has(ElementNames.typeAround(method), owner)) {
      String way = "add @" + owner.getSimpleName() + " to the interface around it";
      stray(method, method, annotation, way);
    }
  }

  /** Some annotations say more of what another one has to declare. */
  private void requireKind(
      RoundEnvironment round,
      Class<? extends Annotation> kind,
      List<Class<? extends Annotation>> more) {
    for (Class<? extends Annotation> annotation : more) {
      for (Element method : round.getElementsAnnotatedWith(annotation)) {
        if (!Annotations.has(method, kind)) {
          String way = "it goes with @" + kind.getSimpleName() + " only";
          stray(method, method, annotation, way);
        }
      }
    }
  }

  private void checkField(Element element) {
    switch (element.getKind()) {
      case RECORD_COMPONENT, ENUM_CONSTANT -> {
        TypeElement owner = ElementNames.typeAround(element);
        if (!types.isDeclared(owner)) {
          stray(lineOf(element, owner), element, Field.class, "add @Message to the type around it");
        }
      }
      case FIELD -> {
        boolean ofComponent =
            ElementNames.typeAround(element).getKind() == ElementKind.RECORD
                && !element.getModifiers().contains(Modifier.STATIC);
        if (!ofComponent) {
          stray(element, element, Field.class, "it goes with a record's components");
        }
      }
      case RECORD, CLASS, INTERFACE, ENUM, ANNOTATION_TYPE -> {
        if (TypeReader.unionsOf((TypeElement) element).isEmpty()) {
          stray(element, element, Field.class, "a type's number is for a union's alternatives");
        }
      }
      default -> {}
    }
  }

  /** javac knows the line of a component's private field, not that of the component. */
  private static Element lineOf(Element component, TypeElement owner) {
    return owner.getEnclosedElements().stream()
        .filter(it -> it.getKind() == ElementKind.FIELD)
        .filter(it -> it.getSimpleName().equals(component.getSimpleName()))
        .map(Element.class::cast)
        .findFirst()
        .orElse(component);
  }

  private void stray(
      Element line, Element element, Class<? extends Annotation> annotation, String way) {
    TypeElement owner = ElementNames.typeAround(element);
    String member = element instanceof TypeElement ? "" : element.getSimpleName().toString();
    Place place = Place.of(ElementNames.of(owner), member);
    report.error(line, Diagnostic.STRAY_ANNOTATION, place, annotation.getSimpleName(), way);
  }
}
