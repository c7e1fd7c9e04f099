package dev.parley.processor;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import dev.parley.schema.EnumType;
import dev.parley.schema.FieldType;
import dev.parley.schema.MessageType;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import dev.parley.schema.UnionType;
import dev.parley.schema.rules.Diagnostic;
import dev.parley.schema.rules.Place;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/** Reads messages, enums and unions, and whatever they lead to. */
final class TypeReader {
  private final Report report;
  private final DocComments docs;
  private final FieldTypes fieldTypes;
  private final ConstraintReader constraints;
  private final Map<String, TypeDeclaration> declarations = new LinkedHashMap<>();
  private final Set<String> begun = new HashSet<>();
  private final Deque<TypeElement> open = new ArrayDeque<>();

  TypeReader(Report report, DocComments docs) {
    this.report = report;
    this.docs = docs;
    this.fieldTypes = new FieldTypes(this, report);
    this.constraints = new ConstraintReader(report);
  }

  /** What was read so far, by Java's qualified name, in the order it was met. */
  Map<String, TypeDeclaration> declarations() {
    return Collections.unmodifiableMap(declarations);
  }

  /** Whether the type is meant to cross the wire. */
  boolean isDeclared(TypeElement type) {
    return Annotations.has(type, Message.class)
        || (type.getKind() == ElementKind.RECORD && !unionsOf(type).isEmpty());
  }

  /** Whether {@code @Message} is all it lacks. */
  static boolean couldBeDeclared(TypeElement type) {
    return !NotificationContent.isOutcome(type)
        && switch (type.getKind()) {
          case RECORD, ENUM -> true;
          case INTERFACE -> type.getModifiers().contains(Modifier.SEALED);
          default -> false;
        };
  }

  /** The unions whose alternative a record is. */
  static List<TypeElement> unionsOf(TypeElement type) {
    var unions = new ArrayList<TypeElement>();
    for (TypeMirror mirror : type.getInterfaces()) {
      if (mirror instanceof DeclaredType declared
          && declared.asElement() instanceof TypeElement parent
          && parent.getModifiers().contains(Modifier.SEALED)
          && Annotations.has(parent, Message.class)) {
        unions.add(parent);
      }
    }
    return unions;
  }

  /**
   * How a field refers to a declared type, which is read later; empty if it is of no kind that
   * crosses the wire, which is reported where it is declared.
   */
  Optional<FieldType.Single> reference(TypeElement type) {
    TypeName name = ElementNames.of(type);
    if (!couldBeDeclared(type)) {
      open.add(type);
      return Optional.empty();
    }
    open.add(type);
    return Optional.of(
        switch (type.getKind()) {
          case RECORD -> new FieldType.MessageRef(name);
          case ENUM -> new FieldType.EnumRef(name);
          default -> new FieldType.UnionRef(name);
        });
  }

  /** Reads a type and everything that was referred to and not read yet. */
  void read(TypeElement first) {
    open.add(first);
    while (!open.isEmpty()) {
      TypeElement type = open.remove();
      if (begun.add(type.getQualifiedName().toString())) {
        TypeDeclaration declaration = declaration(type);
        if (declaration != null) {
          declarations.put(type.getQualifiedName().toString(), declaration);
        }
      }
    }
  }

  /** Reads what references from groups have left open. */
  void readReferences() {
    while (!open.isEmpty()) {
      read(open.remove());
    }
  }

  private @Nullable TypeDeclaration declaration(TypeElement type) {
    TypeName name = ElementNames.of(type);
    Place place = Place.of(name);
    report.locate(place, type);
    if (!couldBeDeclared(type)) {
      report.error(type, Diagnostic.NOT_A_RECORD, place, ElementNames.kind(type));
      return null;
    }
    if (!ElementNames.isAccessible(type)) {
      report.error(type, Diagnostic.NOT_ACCESSIBLE, place, "the type or one around it");
    }
    if (!type.getTypeParameters().isEmpty()) {
      report.error(type, Diagnostic.GENERIC_TYPE, place);
      return null;
    }
    return switch (type.getKind()) {
      case RECORD -> message(type, name);
      case ENUM -> enumType(type, name);
      default -> union(type, name);
    };
  }

  private MessageType message(TypeElement type, TypeName name) {
    Map<String, String> componentDocs = docs.ofParameters(type);
    var fields = new ArrayList<dev.parley.schema.Field>();
    for (RecordComponentElement component : type.getRecordComponents()) {
      String fieldName = component.getSimpleName().toString();
      Place place = Place.of(name, fieldName);
      // javac knows the line of the private field, not that of the component
      Element line = fieldOf(type, fieldName).orElse(component);
      report.locate(place, line);
      var annotation = Annotations.find(component, Field.class);
      if (annotation.isEmpty()) {
        int next = type.getRecordComponents().indexOf(component) + 1;
        report.error(line, Diagnostic.FIELD_NUMBER_MISSING, place, next);
      }
      Optional<Integer> number = Annotations.number(component, Field.class);
      if (annotation.isPresent() && number.isPresent()) {
        var described = FieldTypes.Component.of(line, place, component.asType(), annotation.get());
        fieldTypes
            .of(described)
            .ifPresent(fieldType ->
                fields.add(
                    new dev.parley.schema.Field(
                        fieldName,
                        number.get(),
                        fieldType,
                        described.nullable() && fieldType instanceof FieldType.Single,
                        componentDocs.getOrDefault(fieldName, ""),
                        constraints.of(component, line, place, fieldType))));
      }
    }
    constraints.refuseElsewhere(type, Place.of(name));
    return new MessageType(name, docs.of(type), fields);
  }

  private static Optional<Element> fieldOf(TypeElement record, String name) {
    return record.getEnclosedElements().stream()
        .filter(it -> it.getKind() == ElementKind.FIELD)
        .filter(it -> it.getSimpleName().contentEquals(name))
        .map(Element.class::cast)
        .findFirst();
  }

  private EnumType enumType(TypeElement type, TypeName name) {
    var constants = new ArrayList<EnumType.Constant>();
    int position = 0;
    for (Element constant : type.getEnclosedElements()) {
      if (constant.getKind() != ElementKind.ENUM_CONSTANT) {
        continue;
      }
      String constantName = constant.getSimpleName().toString();
      Place place = Place.of(name, constantName);
      report.locate(place, constant);
      if (!Annotations.has(constant, Field.class)) {
        report.error(constant, Diagnostic.ENUM_NUMBER_MISSING, place, position);
        report.incomplete(Place.of(name));
      }
      Annotations.number(constant, Field.class)
          .ifPresent(number ->
              constants.add(new EnumType.Constant(constantName, number, docs.of(constant))));
      position++;
    }
    return new EnumType(name, docs.of(type), constants);
  }

  private UnionType union(TypeElement type, TypeName name) {
    var alternatives = new ArrayList<UnionType.Alternative>();
    for (TypeMirror mirror : type.getPermittedSubclasses()) {
      if (!(mirror instanceof DeclaredType declared)
          || !(declared.asElement() instanceof TypeElement alternative)) {
        continue;
      }
      TypeName message = ElementNames.of(alternative);
      if (alternative.getKind() != ElementKind.RECORD) {
        report.error(
            alternative,
            Diagnostic.ALTERNATIVE_NOT_RECORD,
            Place.of(name),
            message.javaName(),
            ElementNames.kind(alternative));
        continue;
      }
      report.locate(Place.of(name, message.name()), alternative);
      if (!Annotations.has(alternative, Field.class)) {
        report.error(
            alternative,
            Diagnostic.ALTERNATIVE_NUMBER_MISSING,
            Place.of(message),
            message.javaName(),
            name.javaName());
      }
      Annotations.number(alternative, Field.class)
          .ifPresent(number -> alternatives.add(new UnionType.Alternative(number, message)));
      open.add(alternative);
    }
    return new UnionType(name, docs.of(type), alternatives);
  }
}
