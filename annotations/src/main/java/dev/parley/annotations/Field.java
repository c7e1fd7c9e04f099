package dev.parley.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives a record component, an enum constant or an alternative of a sealed interface its number on
 * the wire.
 *
 * <p>Numbers are part of the contract: never change or reuse one. For components and alternatives
 * they lie in 1 to 536,870,911 without 19,000 to 19,999 (Protobuf language guide, "Assigning Field
 * Numbers"); for enum constants any {@code int}, one of them 0.
 */
@Documented
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.TYPE})
@Retention(RetentionPolicy.CLASS)
public @interface Field {
  /** The number on the wire. */
  int value();

  /** The encoding, for an {@code int} or {@code long} that wants another than the default. */
  FieldType type() default FieldType.DEFAULT;
}
