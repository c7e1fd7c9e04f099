/** Contracts as {@code .proto} files, for everybody who does not generate code with Parley. */
@org.jspecify.annotations.NullMarked
package dev.parley.schema.proto;
