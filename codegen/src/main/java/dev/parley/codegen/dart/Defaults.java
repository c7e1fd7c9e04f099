package dev.parley.codegen.dart;

import dev.parley.codegen.RequiredFields;
import dev.parley.schema.Contract;
import dev.parley.schema.EnumType;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.MessageType;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a field is that nobody has given, and which messages can be constants. */
final class Defaults {
  private final Map<TypeName, TypeDeclaration> types = new HashMap<>();
  private final RequiredFields required;

  Defaults(Contract contract) {
    contract.types().forEach(it -> types.put(it.name(), it));
    this.required = new RequiredFields(contract);
  }

  /** Whether the field must be given: it has no empty value. */
  boolean isRequired(Field field) {
    return required.isRequired(field)
        || (!field.nullable()
            && field.type() instanceof FieldType.EnumRef it
            && zero(it.name()).isEmpty());
  }

  /** The constant of an enum that stands for an absent value. */
  Optional<EnumType.Constant> zero(TypeName name) {
    return types.get(name) instanceof EnumType type
        ? type.constants().stream().filter(it -> it.number() == 0).findFirst()
        : Optional.empty();
  }

  /**
   * Whether messages of the type can be constants. Those with lists, maps or bytes can't: what a
   * constructor is given of these could be changed later, so it is copied.
   */
  boolean isConst(MessageType message) {
    return message.fields().stream().allMatch(this::isConst);
  }

  /** Whether the constructor takes the field as it is. */
  boolean isConst(Field field) {
    return switch (field.type()) {
      case FieldType.ListOf _ -> false;
      case FieldType.MapOf _ -> false;
      case FieldType.Scalar scalar -> scalar != FieldType.Scalar.BYTES;
      case FieldType.MessageRef it -> field.nullable() || isRequired(field) || isConst(it);
      default -> true;
    };
  }

  private boolean isConst(FieldType.MessageRef reference) {
    return types.get(reference.name()) instanceof MessageType message && isConst(message);
  }
}
