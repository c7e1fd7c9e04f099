import org.jspecify.annotations.NullMarked;

/** Writes source code from a contract. */
@NullMarked
module dev.parley.codegen {
  requires static transitive org.jspecify;
  requires transitive dev.parley.schema;

  exports dev.parley.codegen;
  exports dev.parley.codegen.dart;
  exports dev.parley.codegen.java;
  exports dev.parley.codegen.names;
  exports dev.parley.codegen.typescript;
}
