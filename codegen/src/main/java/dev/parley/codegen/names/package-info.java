/**
 * Which names of a contract every generated language can use: keywords, names that generated code
 * needs itself, and names that fall together in another language's spelling.
 */
@org.jspecify.annotations.NullMarked
package dev.parley.codegen.names;
