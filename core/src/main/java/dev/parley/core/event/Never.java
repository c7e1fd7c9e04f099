package dev.parley.core.event;

/** The error type of an event that declares none: it has no values. */
public final class Never {
  private Never() {
    throw new AssertionError();
  }
}
