/**
 * Writes TypeScript from a contract, laid out as Prettier lays it out.
 *
 * <p>{@link dev.parley.codegen.typescript.TypeScriptGenerator} is the way in. The sources of one
 * file are built as a {@code Doc}, a tree of text that says where a line may break, and {@code
 * Layout} chooses the breaks.
 */
@org.jspecify.annotations.NullMarked
package dev.parley.codegen.typescript;
