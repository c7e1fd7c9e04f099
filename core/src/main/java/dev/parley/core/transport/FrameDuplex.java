package dev.parley.core.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A connection of whole messages, such as a WebSocket's. One thread at a time sends. */
public interface FrameDuplex extends AutoCloseable {
  /**
   * Sends one frame, waiting for room if it must. Called from platform threads only, unless {@link
   * #beginDirect} has allowed another.
   *
   * @param frame holds the frame's bytes only until this method returns
   */
  void send(byte[] frame, int offset, int length) throws IOException;

  /**
   * Whether sending is a call within the process. Then nobody who hands over a frame is made to
   * wait until others were sent, and a handler's thread may send its own answer, even a virtual
   * one.
   */
  default boolean isDirect() {
    return false;
  }

  /**
   * Whether the current thread may send just now, although it is neither the one that receives nor
   * the connection's own; if so, {@link #endDirect} follows on it. Asked where {@link #isDirect}.
   */
  default boolean beginDirect() {
    return false;
  }

  /** The thread sends no more; follows each {@link #beginDirect} that was true. */
  default void endDirect() {}

  /**
   * Why the other end can't take part in streams: it sends no items and gives no credit, so that a
   * call with a stream would never end. Such calls are refused with this text, for people. Null if
   * it can.
   */
  default @Nullable String refusesStreams() {
    return null;
  }

  /** Who is at the other end. */
  Peer peer();

  /**
   * Closes the connection; a send that waits fails at once. Idempotent, from any thread, and never
   * blocks.
   */
  @Override
  void close();
}
