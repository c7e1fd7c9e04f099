package dev.parley.core.transport;

import java.io.IOException;

/** A connection of whole messages, such as a WebSocket's. One thread at a time sends. */
public interface FrameDuplex extends AutoCloseable {
  /**
   * Sends one frame, waiting for room if it must. Called from platform threads only.
   *
   * @param frame holds the frame's bytes only until this method returns
   */
  void send(byte[] frame, int offset, int length) throws IOException;

  /** Who is at the other end. */
  Peer peer();

  /**
   * Closes the connection; a send that waits fails at once. Idempotent, from any thread, and never
   * blocks.
   */
  @Override
  void close();
}
