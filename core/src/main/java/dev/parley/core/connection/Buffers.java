package dev.parley.core.connection;

import dev.parley.core.codec.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * The two buffers of an outbox: one is filled while the other is written. Guarded by the outbox's
 * lock.
 */
final class Buffers {
  private static final int INITIAL_BYTES = 8 << 10;

  /** A buffer that grew larger is not kept. */
  private static final int KEPT_BYTES = 256 << 10;

  private MessageWriter pending = buffer();
  private @Nullable MessageWriter spare = buffer();
  private int beingWritten;

  private static MessageWriter buffer() {
    return new MessageWriter(INITIAL_BYTES, Integer.MAX_VALUE);
  }

  /** The one that is filled. */
  MessageWriter pending() {
    return pending;
  }

  int pendingBytes() {
    return pending.position();
  }

  /** How many bytes wait to be written, those included that are being written. */
  long queued() {
    return (long) pending.position() + beingWritten;
  }

  /** The pending buffer, which is being written from here on; another one takes its place. */
  MessageWriter swap() {
    MessageWriter full = pending;
    MessageWriter empty = spare;
    pending = empty != null ? empty : buffer();
    spare = null;
    beingWritten = full.position();
    return full;
  }

  /** Nothing is being written any more. */
  void noneBeingWritten() {
    beingWritten = 0;
  }

  /** Whether a buffer is worth to be kept; from any thread. */
  static boolean isKept(MessageWriter written) {
    return written.array().length <= KEPT_BYTES;
  }

  /** Keeps an empty buffer for later. */
  void keep(MessageWriter empty) {
    spare = empty;
  }
}
