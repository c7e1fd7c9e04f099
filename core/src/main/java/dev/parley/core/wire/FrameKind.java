package dev.parley.core.wire;

/** The field numbers of {@code Frame.body}: what a frame is. */
public final class FrameKind {
  /** A frame without a body, or with one that this version does not know. */
  public static final int UNKNOWN = 0;

  public static final int HELLO = 1;
  public static final int WELCOME = 2;
  public static final int REQUEST = 3;
  public static final int RESPONSE = 4;
  public static final int NOTIFICATION = 5;
  public static final int SUBSCRIBE = 6;
  public static final int UNSUBSCRIBE = 7;
  public static final int CANCEL = 8;
  public static final int STREAM_ITEM = 9;
  public static final int STREAM_END = 10;
  public static final int CREDIT = 11;
  public static final int PING = 12;
  public static final int PONG = 13;
  public static final int GO_AWAY = 14;
  public static final int ACK = 15;
  public static final int HEARD = 16;
  public static final int RESYNC = 17;

  /** The largest number that this version knows. */
  static final int LAST = RESYNC;

  private static final String[] NAMES = {
    "unknown frame",
    "Hello",
    "Welcome",
    "Request",
    "Response",
    "Notification",
    "Subscribe",
    "Unsubscribe",
    "Cancel",
    "StreamItem",
    "StreamEnd",
    "Credit",
    "Ping",
    "Pong",
    "GoAway",
    "Ack",
    "Heard",
    "Resync"
  };

  private FrameKind() {}

  /** What the frame is called in docs/protocol.md. */
  public static String name(int kind) {
    return NAMES[kind];
  }
}
