/** Writes source code from a contract. */
@org.jspecify.annotations.NullMarked
package dev.parley.codegen;
