package dev.parley.core.connection;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a resumable connection wrote and its other side has not acknowledged, so that it can be
 * written again to another link. A position is a number of bytes since the handshake, of frames
 * with their lengths.
 *
 * <p>Frames are copied into chunks that begin and end with whole frames. What was acknowledged is
 * freed chunk by chunk; beyond the limit the oldest chunk is forgotten. Safe for use by any thread.
 */
final class Retained {
  /** Small enough for many idle sessions, large enough that chunks are rarely begun. */
  static final int CHUNK_BYTES = 16 << 10;

  private static final class Chunk {
    final byte[] bytes;

    /** The position of its first byte. */
    final long start;

    int length;

    Chunk(byte[] bytes, long start) {
      this.bytes = bytes;
      this.start = start;
    }

    long end() {
      return start + length;
    }
  }

  private final int limit;
  private final Deque<Chunk> chunks = new ArrayDeque<>();

  /** The array of a chunk that was freed, for the next one. */
  private byte @Nullable [] spare;

  private long first;
  private long end;
  private long acknowledged;

  /**
   * @param limit how many bytes are retained at most; what is larger than that at once is not
   */
  Retained(int limit) {
    this.limit = limit;
  }

  /** Retains whole frames behind those before, each behind its length. */
  synchronized void add(byte[] frames, int from, int to) {
    int at = from;
    while (at < to) {
      int length = fitting(frames, at, to, room());
      if (length == 0) {
        length = fitting(frames, at, to, CHUNK_BYTES);
        if (length == 0) {
          length = Framing.frameAt(frames, at);
        }
        begin(Math.max(CHUNK_BYTES, length));
      }
      Chunk last = chunks.getLast();
      System.arraycopy(frames, at, last.bytes, last.length, length);
      last.length += length;
      at += length;
      end += length;
    }
    forgetBeyondLimit();
  }

  private static int fitting(byte[] frames, int at, int to, int room) {
    return to - at <= room ? to - at : Framing.wholeFrames(frames, at, to, room);
  }

  private int room() {
    Chunk last = chunks.peekLast();
    return last == null ? 0 : last.bytes.length - last.length;
  }

  private void begin(int capacity) {
    byte[] bytes = spare;
    spare = null;
    if (bytes == null || capacity > CHUNK_BYTES) {
      bytes = new byte[capacity];
    }
    chunks.addLast(new Chunk(bytes, end));
  }

  private void forgetBeyondLimit() {
    while (end - first() > limit) {
      drop();
    }
  }

  private long first() {
    return Math.max(first, acknowledged);
  }

  private void drop() {
    Chunk oldest = chunks.removeFirst();
    if (oldest.bytes.length == CHUNK_BYTES) {
      spare = oldest.bytes;
    }
    first = oldest.end();
  }

  /**
   * The other side has handled everything up to there; an earlier position than before changes
   * nothing.
   *
   * @return false if so much was never written, or the position is none
   */
  synchronized boolean acknowledge(long position) {
    if (position < 0 || position > end) {
      return false;
    }
    acknowledged = Math.max(acknowledged, position);
    while (!chunks.isEmpty() && chunks.getFirst().end() <= acknowledged) {
      drop();
    }
    return true;
  }

  /** Whether the other side has acknowledged more than that. */
  synchronized boolean isOutdated(long position) {
    return position >= 0 && position < acknowledged;
  }

  /**
   * Whether everything from there on is still here, nothing of it was acknowledged, and a frame
   * begins there.
   */
  synchronized boolean reaches(long position) {
    if (position < first() || position > end) {
      return false;
    }
    Chunk chunk = chunkAt(position);
    if (chunk == null) {
      return position == end;
    }
    int at = 0;
    while (chunk.start + at < position) {
      at += Framing.frameAt(chunk.bytes, at);
    }
    return chunk.start + at == position;
  }

  /** A copy of what follows that position, of one chunk at most; null at the end. */
  synchronized byte @Nullable [] from(long position) {
    Chunk chunk = chunkAt(position);
    if (chunk == null) {
      return null;
    }
    int from = (int) (position - chunk.start);
    byte[] copy = new byte[chunk.length - from];
    System.arraycopy(chunk.bytes, from, copy, 0, copy.length);
    return copy;
  }

  private @Nullable Chunk chunkAt(long position) {
    for (Chunk chunk : chunks) {
      if (position < chunk.end()) {
        return position < chunk.start ? null : chunk;
      }
    }
    return null;
  }

  /** The position behind everything that was added. */
  synchronized long end() {
    return end;
  }

  /** How many bytes are here, also those of acknowledged frames whose chunk has others. */
  synchronized long bytes() {
    return end - first;
  }

  /** Nothing will be written again. */
  synchronized void clear() {
    chunks.clear();
    spare = null;
    first = end;
  }
}
