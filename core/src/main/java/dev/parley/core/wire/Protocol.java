package dev.parley.core.wire;

/** Numbers that both sides agree on. */
public final class Protocol {
  /** The version that {@code Hello} and {@code Welcome} carry. */
  public static final int VERSION = 1;

  /** The bytes of the length before each frame on a byte stream. */
  public static final int LENGTH_BYTES = 4;

  /** {@code Response.code}: the event's response. */
  public static final int OK = 0;

  /** {@code Response.code}: the event's declared error. */
  public static final int ERR = 1;

  /** {@code Response.code}: everything else; the payload is text for people. */
  public static final int INTERNAL = 2;

  private Protocol() {}
}
