package dev.parley.processor;

import dev.parley.schema.rules.Diagnostic;
import dev.parley.schema.rules.Place;
import dev.parley.schema.rules.Violation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.annotation.processing.Messager;
import javax.lang.model.element.Element;
import javax.tools.Diagnostic.Kind;
import org.jspecify.annotations.Nullable;

/** Tells javac what is wrong, each thing once, on the line where it is wrong. */
final class Report {
  private final Messager messager;
  private final Set<Violation> reported = new HashSet<>();
  private final Map<Place, Element> elements = new HashMap<>();
  private final Set<Place> incomplete = new HashSet<>();

  Report(Messager messager) {
    this.messager = messager;
  }

  /** Remembers the element behind a place, for rules that look at the model only. */
  void locate(Place place, Element element) {
    elements.put(place, element);
  }

  void error(Element element, Diagnostic diagnostic, Place place, Object... values) {
    print(Violation.of(diagnostic, place, values), element);
  }

  /** A violation found in the model. */
  void error(Violation violation) {
    boolean consequence =
        violation.diagnostic() == Diagnostic.ENUM_WITHOUT_ZERO
            && incomplete.contains(violation.place());
    if (!consequence) {
      Place owner = Place.of(violation.place().owner());
      print(violation, elements.getOrDefault(violation.place(), elements.get(owner)));
    }
  }

  /** What is missing in it was reported already, so its absence is no second error. */
  void incomplete(Place place) {
    incomplete.add(place);
  }

  boolean failed() {
    return !reported.isEmpty();
  }

  private void print(Violation violation, @Nullable Element element) {
    if (reported.add(violation)) {
      if (element == null) {
        messager.printMessage(Kind.ERROR, violation.toString());
      } else {
        messager.printMessage(Kind.ERROR, violation.toString(), element);
      }
    }
  }
}
