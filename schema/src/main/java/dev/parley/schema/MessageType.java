package dev.parley.schema;

import java.util.List;

/**
 * A record: a proto message.
 *
 * @param fields in order of declaration, which is the order of the record's constructor
 */
public record MessageType(TypeName name, String doc, List<Field> fields)
    implements TypeDeclaration {
  public MessageType {
    fields = List.copyOf(fields);
  }
}
