package dev.parley.codegen;

import dev.parley.schema.Contract;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.MessageType;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which fields must be given to make a message: a union has no empty value, and so has a message
 * that contains one.
 */
public final class RequiredFields {
  private final Map<TypeName, MessageType> messages = new HashMap<>();

  /** Those of a contract. */
  public RequiredFields(Contract contract) {
    for (TypeDeclaration type : contract.types()) {
      if (type instanceof MessageType message) {
        messages.put(message.name(), message);
      }
    }
  }

  /** Whether a field must be given. */
  public boolean isRequired(Field field) {
    return isRequired(field, new HashSet<>());
  }

  private boolean isRequired(Field field, Set<TypeName> visited) {
    if (field.nullable()) {
      return false;
    }
    return switch (field.type()) {
      case FieldType.UnionRef union -> true;
      case FieldType.MessageRef message -> {
        MessageType declared = messages.get(message.name());
        yield declared != null
            && visited.add(message.name())
            && declared.fields().stream().anyMatch(it -> isRequired(it, visited));
      }
      default -> false;
    };
  }
}
