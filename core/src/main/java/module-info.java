import org.jspecify.annotations.NullMarked;

/** The runtime of a Java core. */
@NullMarked
module dev.parley.core {
  requires static transitive org.jspecify;
  requires transitive dev.parley.annotations;

  exports dev.parley.core.codec;
}
