/** What tests of cores and transports share. */
@org.jspecify.annotations.NullMarked
package dev.parley.testkit;
