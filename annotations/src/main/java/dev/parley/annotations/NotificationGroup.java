package dev.parley.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an interface whose methods are notifications: what the core tells its front ends.
 *
 * <p>Every abstract method carries {@link Notification}. Parley generates a sender that implements
 * the interface; calling a method sends the notification.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.CLASS)
public @interface NotificationGroup {
  /** The source's name on the wire, unique in a core, for example {@code "User"}. */
  String source();
}
