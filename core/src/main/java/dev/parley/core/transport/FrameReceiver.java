package dev.parley.core.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a {@link FrameDuplex} receives. The transport calls it from one thread at a time, a
 * platform thread: inline handlers run on it and answers may be sent from it.
 */
public interface FrameReceiver {
  /**
   * Takes one frame.
   *
   * @param frame holds the frame's bytes; they are read only until this method returns
   */
  void frame(byte[] frame, int offset, int length);

  /**
   * The largest frame that is taken just now; a larger one ends the connection. A transport that
   * can tell who sends may refuse it instead.
   */
  default int maxFrameBytes() {
    return Integer.MAX_VALUE;
  }

  /**
   * How many bytes a transport may keep of frames that wait to be taken, each with the four bytes
   * of length that it would have on a byte stream.
   */
  default int maxQueueBytes() {
    return Integer.MAX_VALUE;
  }

  /** The connection ended; with a cause if not in good order. Idempotent. */
  void closed(@Nullable IOException cause);
}
