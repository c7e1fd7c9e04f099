package dev.parley.core.connection;

/**
 * How far a resumable connection has come in what it handles; the counterpart of {@link Sent}.
 * Touched by whoever handles frames, unless it says otherwise.
 */
final class Received {
  /** An {@code Ack} is due when so many more bytes were handled (docs/protocol.md, §12). */
  private static final int ACK_BYTES = 64 << 10;

  /** Whether what is handled is counted. */
  private volatile boolean counts;

  private long handled;
  private long acknowledged;

  /** Counts what is handled from here on. */
  void begin() {
    counts = true;
  }

  /** Counts nothing more; from any thread. */
  void stop() {
    counts = false;
  }

  boolean counts() {
    return counts;
  }

  /**
   * So many bytes more were handled.
   *
   * @return whether the other side is to be told now how many there are
   */
  boolean add(int bytes) {
    handled += bytes;
    boolean due = handled - acknowledged >= ACK_BYTES;
    if (due) {
      acknowledged = handled;
    }
    return due;
  }

  /** How many bytes were handled since the greeting: of frames and their lengths. */
  long handled() {
    return handled;
  }
}
