package dev.parley.processor;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

/**
 * Finds types that javac cannot resolve yet: another processor may be about to generate them, so
 * the contract is read in a later round. If nobody does, javac reports them.
 */
final class Unresolved {
  private final Set<Element> seen = new HashSet<>();
  private final Deque<TypeElement> open = new ArrayDeque<>();
  private final TypeReader types;

  private Unresolved(TypeReader types) {
    this.types = types;
  }

  static boolean in(Collection<TypeElement> roots, TypeReader types) {
    var search = new Unresolved(types);
    search.open.addAll(roots);
    while (!search.open.isEmpty()) {
      TypeElement type = search.open.remove();
      if (search.seen.add(type) && search.isUnresolved(type)) {
        return true;
      }
    }
    return false;
  }

  private boolean isUnresolved(TypeElement type) {
    boolean head =
        isUnresolved(type.getInterfaces()) || isUnresolved(type.getPermittedSubclasses());
    return head || type.getEnclosedElements().stream().anyMatch(this::isUnresolvedMember);
  }

  private boolean isUnresolvedMember(Element member) {
    return switch (member) {
      case VariableElement field when member.getKind() == ElementKind.FIELD ->
          isUnresolved(field.asType());
      case ExecutableElement method when isContractMethod(method) ->
          isUnresolved(method.getReturnType())
              || isUnresolved(method.getThrownTypes())
              || method.getParameters().stream().anyMatch(it -> isUnresolved(it.asType()));
      default -> false;
    };
  }

  /** Other methods of a record are its own affair. */
  private static boolean isContractMethod(ExecutableElement method) {
    return method.getKind() == ElementKind.METHOD
        && ElementNames.typeAround(method).getKind() == ElementKind.INTERFACE;
  }

  private boolean isUnresolved(Collection<? extends TypeMirror> mirrors) {
    return mirrors.stream().anyMatch(this::isUnresolved);
  }

  private boolean isUnresolved(TypeMirror type) {
    if (type.getKind() == TypeKind.ERROR) {
      return true;
    }
    if (type instanceof ArrayType array) {
      return isUnresolved(array.getComponentType());
    }
    if (type instanceof DeclaredType declared) {
      if (declared.asElement() instanceof TypeElement element && types.isDeclared(element)) {
        open.add(element);
      }
      return isUnresolved(declared.getTypeArguments());
    }
    return false;
  }
}
