package dev.parley.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an interface whose methods are events: what a front end may ask of one module of the core.
 *
 * <p>Every abstract method carries {@link Event}. The interface's simple name is the group's name
 * on the wire ({@code UserEvent.SignIn}) and the prefix of the generated front-end functions
 * ({@code UserEventSignIn}).
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.CLASS)
public @interface EventGroup {}
