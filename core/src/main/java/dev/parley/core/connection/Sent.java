package dev.parley.core.connection;

import dev.parley.core.codec.MessageWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far an outbox has come in what it sends, and, of a resumable connection, what of it may have
 * to be sent again. Guarded by the outbox's lock, unless it says otherwise.
 */
final class Sent {
  private @Nullable Retained retained;

  /** How many of the pending bytes were there before the connection became resumable. */
  private int uncounted;

  /** The position behind everything that was taken to be written. */
  private long position;

  private @Nullable Resending again;

  /**
   * Keeps what is written after this, until it is acknowledged.
   *
   * @param limit how many bytes at most
   * @param pending how many bytes are still to be written before
   */
  void retain(int limit, int pending) {
    retained = new Retained(limit);
    position = 0;
    uncounted = pending;
  }

  boolean retains() {
    return retained != null;
  }

  /** Nothing is sent again. */
  void forget() {
    if (retained != null) {
      retained.clear();
    }
  }

  /** The position behind everything that was taken to be written. */
  long position() {
    return position;
  }

  /** The position behind so many pending bytes. */
  long positionBehind(int pending) {
    return position + pending - uncounted;
  }

  /** What was pending will never be written. */
  void dropped() {
    uncounted = 0;
  }

  /**
   * So many pending bytes are taken to be written.
   *
   * @return from where on they are to be {@linkplain #keep kept}; negative if none are
   */
  int take(int pending) {
    int from = uncounted;
    position += pending - from;
    uncounted = 0;
    return retained == null ? -1 : from;
  }

  /** Keeps what was taken, before it can be acknowledged; by the one thread that writes it. */
  void keep(MessageWriter full, int from) {
    Objects.requireNonNull(retained).add(full.array(), from, full.position());
  }

  /**
   * The other side has handled so much; from any thread.
   *
   * @return false if so much was never sent
   */
  boolean acknowledge(long handled) {
    Retained kept = retained;
    return kept == null || kept.acknowledge(handled);
  }

  /** Whether the other side has said since that it has handled more than that. */
  boolean isOutdated(long handled) {
    return retained != null && retained.isOutdated(handled);
  }

  /** Whether everything behind that position can be sent again. */
  boolean reaches(long handled) {
    return retained != null && retained.reaches(handled);
  }

  /** What goes out on a new link first is this greeting, then everything behind that position. */
  void sendAgain(byte[] greeting, long handled) {
    again = new Resending(greeting, Objects.requireNonNull(retained), handled);
  }

  /** What is to be sent again before anything else; null if nothing is. */
  @Nullable Resending again() {
    return again;
  }

  void sentAgain() {
    again = null;
  }
}
