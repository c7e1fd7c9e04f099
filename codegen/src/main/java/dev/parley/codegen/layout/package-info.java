/** Text that says where its lines may break, and the printer that chooses among the breaks. */
@org.jspecify.annotations.NullMarked
package dev.parley.codegen.layout;
