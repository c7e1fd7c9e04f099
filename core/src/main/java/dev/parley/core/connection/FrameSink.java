package dev.parley.core.connection;

import java.io.IOException;

/** Where an outbox writes to: a transport's bytes or messages. */
interface FrameSink {
  /**
   * Writes whole frames, each behind its length; waits for room.
   *
   * @param progress told of every step, so that a stuck write is noticed
   */
  void write(byte[] frames, int length, Progress progress) throws IOException;

  /** As of {@code FrameDuplex.isDirect}. */
  default boolean isDirect() {
    return false;
  }

  /** As of {@code FrameDuplex.beginDirect}. */
  default boolean beginDirect() {
    return false;
  }

  /** Follows a {@link #beginDirect} that was allowed. */
  default void endDirect() {}

  /** Closes the transport's connection. */
  void close();

  /** Counts the steps of writing. */
  interface Progress {
    void step();
  }
}
