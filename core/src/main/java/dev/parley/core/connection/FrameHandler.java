package dev.parley.core.connection;

import dev.parley.core.codec.MessageWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind a connection: a core's session or a client. Frames come one at a time, on the
 * connection's reader thread.
 */
public interface FrameHandler {
  /**
   * Runs the reader of a link of bytes, on its thread: every frame of the link is handled in there.
   */
  default Consumer<Runnable> aroundReader() {
    return Runnable::run;
  }

  /**
   * Takes a frame.
   *
   * @param bytes holds the frame only until this method returns
   */
  void frame(byte[] bytes, int from, int to);

  /**
   * The largest frame to accept just now. A larger one is never received: its length is refused.
   */
  int maxFrameBytes();

  /** A frame was announced that is larger than that; whoever is behind it ends the connection. */
  void oversized(long length);

  /**
   * A frame began and was not complete within {@code Limits.frameTimeout}; whoever is behind it
   * ends the connection. Called by the watchdog.
   */
  void halfSent();

  /**
   * There is room on the way out for what waits for it: writes of that until so much is pending.
   * Called with the connection's lock held; takes no other.
   *
   * @param until where in {@code out} to stop: what begins before may end beyond
   */
  default void refill(MessageWriter out, int until) {}

  /** Writes what tells a slow reader why it is left. */
  void writeSlowConsumer(MessageWriter out, long queued);

  /**
   * The link of a resumable connection is gone, and the connection waits for another one. Every
   * whole frame that came was handled. Must not block.
   *
   * @param cause what went wrong with it; null if the other side closed it
   */
  default void detached(@Nullable Throwable cause) {
    // Of no connection that was not made resumable.
  }

  /**
   * The connection is closed. Called once, the last of all calls.
   *
   * @param cause what went wrong; null if the other side closed it in good order
   */
  void closed(@Nullable Throwable cause);
}
