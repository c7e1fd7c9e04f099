import org.jspecify.annotations.NullMarked;

/** Reads contracts from Java sources while javac compiles them. */
@NullMarked
module dev.parley.processor {
  requires static transitive org.jspecify;
  requires java.compiler;
  requires dev.parley.schema;
}
