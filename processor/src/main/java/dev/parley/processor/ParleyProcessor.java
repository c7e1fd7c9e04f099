package dev.parley.processor;

import dev.parley.annotations.Debounced;
import dev.parley.annotations.Event;
import dev.parley.annotations.EventGroup;
import dev.parley.annotations.Field;
import dev.parley.annotations.Idempotent;
import dev.parley.annotations.Inline;
import dev.parley.annotations.Latest;
import dev.parley.annotations.Message;
import dev.parley.annotations.Notification;
import dev.parley.annotations.NotificationGroup;
import dev.parley.annotations.Subject;
import java.lang.annotation.Annotation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import org.jspecify.annotations.Nullable;

/**
 * Turns the contract in annotated sources into Java code, contract JSON and {@code .proto} files.
 *
 * <p>Every problem of a compilation is reported at once; nothing is written while there is one. The
 * output depends on all annotated types together (Gradle: aggregating), so a build tool that
 * compiles a part of a module has to compile all of its annotated types.
 */
public final class ParleyProcessor extends AbstractProcessor {
  private final Map<String, TypeElement> postponed = new LinkedHashMap<>();
  private @Nullable Compilation compilation;

  /** Called by javac. */
  public ParleyProcessor() {}

  @Override
  public Set<String> getSupportedAnnotationTypes() {
    return Set.of(
        Debounced.class.getName(),
        Event.class.getName(),
        EventGroup.class.getName(),
        Field.class.getName(),
        Idempotent.class.getName(),
        Inline.class.getName(),
        Latest.class.getName(),
        Message.class.getName(),
        Notification.class.getName(),
        NotificationGroup.class.getName(),
        Subject.class.getName());
  }

  @Override
  public Set<String> getSupportedOptions() {
    return Set.of("org.gradle.annotation.processing.aggregating");
  }

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latestSupported();
  }

  @Override
  public synchronized void init(ProcessingEnvironment environment) {
    super.init(environment);
    compilation = new Compilation(environment);
  }

  /** Claims nothing, because javac may not ask other processors once all is claimed. */
  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    Compilation current = compilation;
    if (current == null) {
      throw new IllegalStateException("init has not been called");
    }
    if (round.processingOver()) {
      current.finish(round.errorRaised());
      return false;
    }
    current.enter(round);
    for (Class<? extends Annotation> annotation :
        Set.of(EventGroup.class, NotificationGroup.class, Message.class)) {
      for (Element element : round.getElementsAnnotatedWith(annotation)) {
        postpone((TypeElement) element);
      }
    }
    if (!postponed.isEmpty() && current.read(postponed.values())) {
      postponed.clear();
    }
    return false;
  }

  private void postpone(TypeElement type) {
    postponed.put(type.getQualifiedName().toString(), type);
  }
}
