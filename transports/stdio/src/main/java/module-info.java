import org.jspecify.annotations.NullMarked;

/** Carries frames over a process's stdin and stdout. */
@NullMarked
module dev.parley.transport.stdio {
  requires static transitive org.jspecify;
  requires transitive dev.parley.core;

  exports dev.parley.transport.stdio;
}
