package dev.parley.schema;

import java.util.List;

/**
 * A sealed interface of records: on the wire a message of its own whose only content is a oneof, so
 * that it can stand wherever a message can.
 */
public record UnionType(TypeName name, String doc, List<Alternative> alternatives)
    implements TypeDeclaration {
  public UnionType {
    alternatives = List.copyOf(alternatives);
  }

  /**
   * One permitted record.
   *
   * @param number the field number inside the oneof
   */
  public record Alternative(int number, TypeName message) {}
}
