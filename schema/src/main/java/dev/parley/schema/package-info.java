/**
 * The contract as immutable records and sealed types: what the processor reads from Java sources
 * and what every generator writes from.
 */
@org.jspecify.annotations.NullMarked
package dev.parley.schema;
