import org.jspecify.annotations.NullMarked;

/** The runtime of a Java core. */
@NullMarked
@SuppressWarnings("module") // These modules are built after this one.
module dev.parley.core {
  requires static transitive org.jspecify;
  requires transitive dev.parley.annotations;
  requires jdk.jfr;

  exports dev.parley.core;
  exports dev.parley.core.client;
  exports dev.parley.core.codec;
  exports dev.parley.core.event;
  exports dev.parley.core.intercept;
  exports dev.parley.core.memory;
  exports dev.parley.core.metrics;
  exports dev.parley.core.notify;
  exports dev.parley.core.protocol;
  exports dev.parley.core.time;
  exports dev.parley.core.transport;
  exports dev.parley.core.validation;
  exports dev.parley.core.wire to
      dev.parley.testkit,
      dev.parley.transport.ffi;
}
