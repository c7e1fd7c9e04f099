package dev.parley.core.notify;

/**
 * What is listened to: one notification of one source. Types of the same topic differ at most in
 * how they are delivered.
 *
 * @param source the source that all notifications of a group share: {@code User}
 * @param number the notification's number, unique within its source
 */
public record Topic(String source, int number) {}
