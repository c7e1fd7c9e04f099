import org.jspecify.annotations.NullMarked;

/** Carries frames over a unix domain socket. */
@NullMarked
module dev.parley.transport.unix {
  requires static transitive org.jspecify;
  requires transitive dev.parley.core;
  requires jdk.net;

  exports dev.parley.transport.unix;
}
