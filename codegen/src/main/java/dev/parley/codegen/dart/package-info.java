/**
 * Writes Dart from a contract, laid out as {@code dart format} lays it out.
 *
 * <p>{@link dev.parley.codegen.dart.DartGenerator} is the way in. The sources of one library are
 * built as a {@code Doc}, a tree of text that says where a line may break; {@code Syntax} knows the
 * breaks that the formatter's tall style gives a construct.
 */
@org.jspecify.annotations.NullMarked
package dev.parley.codegen.dart;
