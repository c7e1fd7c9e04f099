import org.jspecify.annotations.NullMarked;

/** What tests of cores and transports share. */
@NullMarked
module dev.parley.testkit {
  requires static transitive org.jspecify;
  requires transitive dev.parley.core;
  requires transitive org.junit.jupiter.api;
  requires transitive org.assertj.core;

  exports dev.parley.testkit;
}
