import org.jspecify.annotations.NullMarked;

/** The contract between a core and its front ends, as immutable values. */
@NullMarked
module dev.parley.schema {
  requires static transitive org.jspecify;
  requires tools.jackson.databind;

  exports dev.parley.schema;
  exports dev.parley.schema.json;
  exports dev.parley.schema.proto;
  exports dev.parley.schema.rules;
}
