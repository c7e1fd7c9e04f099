import org.jspecify.annotations.NullMarked;

/** Carries frames within a process, between its C interface and a core in its JVM. */
@NullMarked
module dev.parley.transport.ffi {
  requires static transitive org.jspecify;
  requires transitive dev.parley.core;
  requires java.logging;

  exports dev.parley.transport.ffi;

  uses dev.parley.transport.ffi.EmbeddedCore;
}
