package dev.parley.testkit;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong on a {@link FaultyLink}. The same faults make the same pieces and end at the same
 * byte each time. Reads and writes are those of the side that holds the link.
 *
 * @param readable how many bytes can be read before the end comes
 * @param writable how many bytes can be written before the end comes
 * @param end what then becomes of the connection
 * @param piece the most bytes that are read or written at once
 * @param seed where the sizes of the pieces come from, 1 to {@code piece}; 0 for as large as can be
 * @param pace how much virtual time passes with each piece; null for none
 */
public record Faults(
    long readable, long writable, End end, int piece, long seed, @Nullable Duration pace) {
  /** Everything passes. */
  public static final Faults NONE =
      new Faults(Long.MAX_VALUE, Long.MAX_VALUE, End.CUT, Integer.MAX_VALUE, 0, null);

  /** How a connection ends. */
  public enum End {
    /** It is closed, and both sides learn of it, when the last byte has passed. */
    CUT,
    /** Half-open: what is written is lost, nothing can be read, and nobody learns of it. */
    SILENT,
    /** The other side has stopped: no byte is taken any more, and none comes. */
    STUCK
  }

  public Faults {
    Objects.requireNonNull(end, "end");
    if (readable < 0 || writable < 0 || piece < 1) {
      throw new IllegalArgumentException(
          "readable %,d and writable %,d must be at least 0, piece %,d at least 1"
              .formatted(readable, writable, piece));
    }
  }

  /** The connection is cut when exactly so many bytes were read. */
  public Faults cutAfterReading(long bytes) {
    return new Faults(bytes, writable, End.CUT, piece, seed, pace);
  }

  /** The connection is cut when exactly so many bytes were written. */
  public Faults cutAfterWriting(long bytes) {
    return new Faults(readable, bytes, End.CUT, piece, seed, pace);
  }

  /** After so many bytes were read, or so many written, the connection is half-open. */
  public Faults silentAfter(long read, long written) {
    return new Faults(read, written, End.SILENT, piece, seed, pace);
  }

  /** After so many bytes were read, or so many written, the other side has stopped. */
  public Faults stuckAfter(long read, long written) {
    return new Faults(read, written, End.STUCK, piece, seed, pace);
  }

  /** So many bytes at a time. */
  public Faults inPiecesOf(int bytes) {
    return new Faults(readable, writable, end, bytes, 0, pace);
  }

  /** Some bytes at a time, no more than that. */
  public Faults inPiecesUpTo(int bytes, long itsSeed) {
    return new Faults(readable, writable, end, bytes, itsSeed, pace);
  }

  /** Each piece takes so long: virtual time passes with it, and nothing waits. */
  public Faults slowedTo(Duration perPiece) {
    return new Faults(readable, writable, end, piece, seed, perPiece);
  }
}
