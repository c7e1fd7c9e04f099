package dev.parley.processor;

import dev.parley.schema.TypeName;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;

/** Names of types as the model has them. */
final class ElementNames {
  private ElementNames() {}

  static TypeName of(TypeElement type) {
    String javaName = type.getSimpleName().toString();
    Element outer = type.getEnclosingElement();
    while (outer instanceof TypeElement) {
      javaName = outer.getSimpleName() + "." + javaName;
      outer = outer.getEnclosingElement();
    }
    String packageName = outer instanceof PackageElement it ? it.getQualifiedName().toString() : "";
    return new TypeName(packageName, type.getSimpleName().toString(), javaName);
  }

  /** The type that declares a member or a parameter; a type is its own. */
  static TypeElement typeAround(Element element) {
    Element owner = element;
    while (owner != null && !(owner instanceof TypeElement)) {
      owner = owner.getEnclosingElement();
    }
    if (owner == null) {
      throw new IllegalArgumentException(element + " is inside no type");
    }
    return (TypeElement) owner;
  }

  /** Whether generated code in the type's package can name it. */
  static boolean isAccessible(TypeElement type) {
    Element element = type;
    while (element instanceof TypeElement) {
      if (element.getModifiers().contains(Modifier.PRIVATE)) {
        return false;
      }
      element = element.getEnclosingElement();
    }
    return true;
  }

  /** How a message calls the kind of a type: "a class". */
  static String kind(TypeElement type) {
    return switch (type.getKind()) {
      case RECORD -> "a record";
      case ENUM -> "an enum";
      case ANNOTATION_TYPE -> "an annotation";
      case INTERFACE ->
          type.getModifiers().contains(Modifier.SEALED)
              ? "a sealed interface"
              : "an interface that is not sealed";
      default -> "a class";
    };
  }
}
