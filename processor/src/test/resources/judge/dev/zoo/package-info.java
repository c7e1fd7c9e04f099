/** A contract with a field of every kind, for the judges. */
@org.jspecify.annotations.NullMarked
package dev.zoo;
