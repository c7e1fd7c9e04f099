package dev.parley.core.connection;

import org.jspecify.annotations.Nullable;

/**
 * What goes out on a new link before everything else: the greeting, then all that was written to
 * links before and the other side has not handled. For use by the one thread that writes.
 */
final class Resending {
  private byte @Nullable [] greeting;
  private final Retained retained;
  private long position;

  /**
   * @param greeting may be empty
   * @param position from where to send again
   */
  Resending(byte[] greeting, Retained retained, long position) {
    this.greeting = greeting.length == 0 ? null : greeting;
    this.retained = retained;
    this.position = position;
  }

  /** The next whole frames; null if that was all. */
  byte @Nullable [] next() {
    if (greeting != null) {
      byte[] first = greeting;
      greeting = null;
      return first;
    }
    byte[] part = retained.from(position);
    if (part != null) {
      position += part.length;
    }
    return part;
  }
}
