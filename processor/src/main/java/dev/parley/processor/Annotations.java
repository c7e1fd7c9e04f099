package dev.parley.processor;

import java.lang.annotation.Annotation;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.AnnotatedConstruct;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Name;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;

/** Reads annotations as the compiler sees them, without loading the classes they stand on. */
final class Annotations {
  private Annotations() {}

  static boolean has(AnnotatedConstruct element, Class<? extends Annotation> type) {
    return find(element, type).isPresent();
  }

  static Optional<AnnotationMirror> find(
      AnnotatedConstruct element, Class<? extends Annotation> type) {
    for (AnnotationMirror mirror : element.getAnnotationMirrors()) {
      if (name(mirror).contentEquals(type.getName())) {
        return Optional.of(mirror);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether one of the annotations is called {@code Nullable}, wherever it comes from: taking
   * another library's for nothing would surprise more.
   */
  static boolean isNullable(AnnotatedConstruct construct) {
    for (AnnotationMirror mirror : construct.getAnnotationMirrors()) {
      if (mirror.getAnnotationType().asElement().getSimpleName().contentEquals("Nullable")) {
        return true;
      }
    }
    return false;
  }

  /** The number of {@code @Event(n)} and its kin, if the annotation is there and well-formed. */
  static Optional<Integer> number(AnnotatedConstruct element, Class<? extends Annotation> type) {
    return find(element, type).flatMap(it -> value(it, "value")).map(Integer.class::cast);
  }

  /** An element that the source gives a value; empty where the default holds. */
  static Optional<Object> value(AnnotationMirror mirror, String key) {
    for (Map.Entry<? extends ExecutableElement, ? extends AnnotationValue> entry :
        mirror.getElementValues().entrySet()) {
      if (entry.getKey().getSimpleName().contentEquals(key)) {
        Object value = entry.getValue().getValue();
        // javac stands "<error>" in for an expression it cannot evaluate, and complains itself.
        return "<error>".equals(value) ? Optional.empty() : Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /** The name of the enum constant that an element has. */
  static Optional<String> constant(AnnotationMirror mirror, String key) {
    return value(mirror, key)
        .filter(VariableElement.class::isInstance)
        .map(it -> ((VariableElement) it).getSimpleName().toString());
  }

  private static Name name(AnnotationMirror mirror) {
    return ((TypeElement) mirror.getAnnotationType().asElement()).getQualifiedName();
  }
}
