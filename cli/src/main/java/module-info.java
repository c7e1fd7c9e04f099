import org.jspecify.annotations.NullMarked;

/** The parley command. */
@NullMarked
module dev.parley.cli {
  requires static transitive org.jspecify;
  requires dev.parley.codegen;
  requires dev.parley.schema;
  requires info.picocli;

  opens dev.parley.cli to
      info.picocli;
}
