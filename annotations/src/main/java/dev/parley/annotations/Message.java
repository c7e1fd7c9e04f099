package dev.parley.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a type that crosses the wire: a record (a Protobuf message), an enum, or a sealed interface
 * of records (a oneof).
 *
 * <p>A record's components, an enum's constants and a sealed interface's records carry {@link
 * Field}.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.CLASS)
public @interface Message {}
