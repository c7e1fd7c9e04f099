package dev.parley.schema;

/** A declared type: a message, an enum or a union. */
public sealed interface TypeDeclaration permits MessageType, EnumType, UnionType {
  TypeName name();

  /** The doc comment's text without its comment markers; empty if there is none. */
  String doc();
}
