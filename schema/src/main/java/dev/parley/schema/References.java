package dev.parley.schema;

import java.util.List;
import java.util.Optional;

/** The names that a type mentions itself, not through others. */
public final class References {
  private References() {}

  /** The types that a declaration mentions, in order of declaration, with repetitions. */
  public static List<TypeName> of(TypeDeclaration type) {
    return switch (type) {
      case MessageType message ->
          message.fields().stream().flatMap(field -> of(field.type()).stream()).toList();
      case EnumType ignored -> List.of();
      case UnionType union ->
          union.alternatives().stream().map(UnionType.Alternative::message).toList();
    };
  }

  /** The type that a field's type mentions, if it mentions one. */
  public static Optional<TypeName> of(FieldType type) {
    return switch (type) {
      case FieldType.EnumRef(TypeName name) -> Optional.of(name);
      case FieldType.MessageRef(TypeName name) -> Optional.of(name);
      case FieldType.UnionRef(TypeName name) -> Optional.of(name);
      case FieldType.ListOf(FieldType.Single element) -> of(element);
      case FieldType.MapOf(FieldType.Scalar ignored, FieldType.Single value) -> of(value);
      case FieldType.Scalar ignored -> Optional.empty();
      case FieldType.Timestamp() -> Optional.empty();
      case FieldType.Duration() -> Optional.empty();
    };
  }
}
