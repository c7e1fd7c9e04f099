/**
 * Contracts as canonical JSON: written into a jar by the processor, read back by whoever generates
 * front-end code or compares two versions.
 */
@org.jspecify.annotations.NullMarked
package dev.parley.schema.json;
