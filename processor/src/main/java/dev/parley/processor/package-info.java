/** Reads contracts from Java sources while javac compiles them. */
@org.jspecify.annotations.NullMarked
package dev.parley.processor;
