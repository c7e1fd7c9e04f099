package dev.parley.core.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A connection of bytes in both directions, blocking. One thread reads, one at a time writes, and
 * any thread may close. All three happen at the same time.
 */
public interface ByteDuplex extends AutoCloseable {
  /**
   * Waits for at least one byte and takes what is there, up to what the buffer can hold.
   *
   * @param target a buffer with an accessible array and at least one byte of room
   * @return how many bytes were read, or -1 at the end of the stream
   */
  int read(ByteBuffer target) throws IOException;

  /**
   * Writes at least one byte, waiting for room if it must. Called from platform threads only: a
   * virtual thread's first write would switch a socket to non-blocking mode for good.
   *
   * @param source a buffer with an accessible array and at least one byte
   * @return how many bytes were written
   */
  int write(ByteBuffer source) throws IOException;

  /** Who is at the other end. */
  Peer peer();

  /**
   * Closes both directions; a read or write that waits fails or ends at once. Bytes already written
   * still reach the other side. Idempotent, from any thread, and never blocks.
   */
  @Override
  void close();
}
