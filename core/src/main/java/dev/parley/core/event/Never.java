package dev.parley.core.event;

/**
 * The error of an event that declares none, the items of a direction without a stream: no value.
 */
public final class Never {
  private Never() {
    throw new AssertionError();
  }
}
