/** Writes Java: codecs, and what binds an interface's methods to the core's runtime. */
@org.jspecify.annotations.NullMarked
package dev.parley.codegen.java;
