package dev.parley.core.connection;

import dev.parley.core.wire.Protocol;

/** How frames follow each other in bytes: each behind its length, four bytes big-endian. */
final class Framing {
  private Framing() {}

  /** The length that stands there, as it is; negative if it is beyond 2,147,483,647. */
  static int lengthAt(byte[] bytes, int at) {
    return bytes[at] << 24
        | (bytes[at + 1] & 0xFF) << 16
        | (bytes[at + 2] & 0xFF) << 8
        | (bytes[at + 3] & 0xFF);
  }

  /** How many bytes the frame has that begins there, its length included. */
  static int frameAt(byte[] bytes, int at) {
    return Protocol.LENGTH_BYTES + lengthAt(bytes, at);
  }

  /** How many of the bytes are whole frames that fit into the room together. */
  static int wholeFrames(byte[] bytes, int from, int to, int room) {
    int at = from;
    while (at < to && at - from + frameAt(bytes, at) <= room) {
      at += frameAt(bytes, at);
    }
    return at - from;
  }
}
