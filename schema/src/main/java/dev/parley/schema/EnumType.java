package dev.parley.schema;

import java.util.List;

/** An enum; one constant has number 0. */
public record EnumType(TypeName name, String doc, List<Constant> constants)
    implements TypeDeclaration {
  public EnumType {
    constants = List.copyOf(constants);
  }

  /**
   * One value.
   *
   * @param name the constant's name as Java writes it, for example {@code EMAIL_IS_EMPTY}
   */
  public record Constant(String name, int number, String doc) {}
}
