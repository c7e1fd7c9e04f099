package dev.parley.schema;

/**
 * A record component.
 *
 * @param name the component's name as Java writes it, in lower camel case
 * @param number the field number on the wire
 * @param nullable whether absence is kept apart from the empty value (proto3 {@code optional});
 *     never true for a list or a map
 */
public record Field(String name, int number, FieldType type, boolean nullable, String doc) {}
