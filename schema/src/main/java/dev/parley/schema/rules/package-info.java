/**
 * What a contract must keep: every diagnostic with its id, and the rules that can be judged from
 * the model alone, the same for a contract read from Java sources and one read from JSON.
 */
@org.jspecify.annotations.NullMarked
package dev.parley.schema.rules;
