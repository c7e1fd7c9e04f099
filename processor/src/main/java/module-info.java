import org.jspecify.annotations.NullMarked;

/** Reads contracts from Java sources while javac compiles them. */
@NullMarked
module dev.parley.processor {
  requires static transitive org.jspecify;
  requires transitive java.compiler;
  requires dev.parley.annotations;
  requires dev.parley.codegen;
  requires dev.parley.schema;

  exports dev.parley.processor;

  provides javax.annotation.processing.Processor with
      dev.parley.processor.ParleyProcessor;
}
