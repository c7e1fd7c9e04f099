package dev.parley.core.wire;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageTooLargeException;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.codec.UnencodableMessageException;
import dev.parley.core.notify.NotificationType;
import java.nio.charset.StandardCharsets;

/**
 * Writes frames, each behind its length, straight into the bytes that go out. A frame that can't be
 * written leaves nothing behind.
 *
 * <p>Every method throws {@link MessageTooLargeException} if the frame would be larger than the
 * limit, {@link UnencodableMessageException} if a message can't be encoded, and whatever a
 * message's own accessors throw.
 */
public final class FrameWriter {
  private static final String LIMIT = "Limits.maxFrameBytes";

  /** The longest text for people, in characters. */
  private static final int MAX_TEXT = 2000;

  private FrameWriter() {}

  /** A frame whose body is a message: all that are written once a connection. */
  public static <T> void message(
      MessageWriter out, int maxBytes, int kind, Codec<T> codec, T message) {
    int start = begin(out, maxBytes);
    boolean done = false;
    try {
      int body = out.begin(kind);
      out.write(codec, message);
      out.end(body);
      finish(out, start);
      done = true;
    } finally {
      undoUnless(done, out, start);
    }
  }

  /**
   * Unsubscribe, Cancel, StreamEnd, Ping, Pong, Ack or Heard: frames that carry one number and
   * nothing else.
   */
  public static void id(MessageWriter out, int kind, long id) {
    int start = begin(out, Integer.MAX_VALUE);
    int body = out.begin(kind);
    out.writeInt64(1, id);
    out.end(body);
    finish(out, start);
  }

  /**
   * A call of an event.
   *
   * @param timeoutMillis how long it may take, unsigned; 0 for as long as it likes
   * @param traceparent the W3C trace context that it belongs to; empty for none
   */
  public static <P> void request(
      MessageWriter out,
      int maxBytes,
      long id,
      String event,
      Codec<P> codec,
      P payload,
      int timeoutMillis,
      String traceparent) {
    int start = begin(out, maxBytes);
    boolean done = false;
    try {
      int body = out.begin(FrameKind.REQUEST);
      out.putString(1, event);
      payload(out, 2, codec, payload);
      out.putInt64(3, id);
      out.writeUint32(4, timeoutMillis);
      out.writeString(5, traceparent);
      out.end(body);
      finish(out, start);
      done = true;
    } finally {
      undoUnless(done, out, start);
    }
  }

  /**
   * An answer that the event declares.
   *
   * @param code {@link Protocol#OK} or {@link Protocol#ERR}
   */
  public static <T> void response(
      MessageWriter out, int maxBytes, long id, int code, Codec<T> codec, T payload) {
    int start = begin(out, maxBytes);
    boolean done = false;
    try {
      int body = out.begin(FrameKind.RESPONSE);
      payload(out, 1, codec, payload);
      out.writeInt32(2, code);
      out.putInt64(3, id);
      out.end(body);
      finish(out, start);
      done = true;
    } finally {
      undoUnless(done, out, start);
    }
  }

  /**
   * An item of a call's stream, in either direction.
   *
   * @return the payload's bytes, which it costs of the stream's credit
   */
  public static <T> int item(MessageWriter out, int maxBytes, long id, Codec<T> codec, T item) {
    int start = begin(out, maxBytes);
    boolean done = false;
    try {
      int body = out.begin(FrameKind.STREAM_ITEM);
      out.putInt64(1, id);
      int field = out.begin(2);
      out.write(codec, item);
      int bytes = out.position() - field;
      out.end(field);
      out.end(body);
      finish(out, start);
      done = true;
      return bytes;
    } finally {
      undoUnless(done, out, start);
    }
  }

  /** Allows the other side to send that many more items and bytes of a call's stream. */
  public static void credit(MessageWriter out, long id, int items, int bytes) {
    int start = begin(out, Integer.MAX_VALUE);
    int body = out.begin(FrameKind.CREDIT);
    out.putInt64(1, id);
    out.writeUint32(2, items);
    out.writeUint32(3, bytes);
    out.end(body);
    finish(out, start);
  }

  /** A response that says that a subscription was taken. */
  public static void acknowledgement(MessageWriter out, long id) {
    int start = begin(out, Integer.MAX_VALUE);
    int body = out.begin(FrameKind.RESPONSE);
    out.putInt64(3, id);
    out.end(body);
    finish(out, start);
  }

  /** A response for a reason, with text for people, of which as much is sent as is useful. */
  public static void failure(MessageWriter out, long id, int reason, String text) {
    int start = begin(out, Integer.MAX_VALUE);
    int body = out.begin(FrameKind.RESPONSE);
    // Not as a string: what an application's exception says may be no well-formed UTF-16.
    out.writeBytes(1, shortened(text).getBytes(StandardCharsets.UTF_8));
    out.putInt32(2, Protocol.INTERNAL);
    out.putInt64(3, id);
    out.writeInt32(4, reason);
    out.end(body);
    finish(out, start);
  }

  /** Says that the connection ends; the message is shortened like that of a failure. */
  public static void goAway(MessageWriter out, int reason, String message) {
    int start = begin(out, Integer.MAX_VALUE);
    int body = out.begin(FrameKind.GO_AWAY);
    out.writeInt32(1, reason);
    out.writeBytes(2, shortened(message).getBytes(StandardCharsets.UTF_8));
    out.end(body);
    finish(out, start);
  }

  private static String shortened(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }

  /**
   * A notification, its payload encoded before.
   *
   * @param isError whether the payload is the type's typed error
   * @param confirm whether the front end is to say when it was heard
   */
  public static void notification(
      MessageWriter out,
      int maxBytes,
      NotificationType<?> type,
      String subject,
      byte[] payload,
      boolean isError,
      long seq,
      boolean confirm) {
    MessageWriter body = new MessageWriter(payload.length + 64, Integer.MAX_VALUE);
    about(body, type, subject);
    body.putBytes(isError ? 5 : 4, payload);
    notification(out, maxBytes, body.toByteArray(), seq, confirm);
  }

  /**
   * Writes what a notification says to whoever gets it, its number aside: encoded once for all.
   *
   * @return how many bytes its payload has
   */
  public static <T> int notificationBody(
      MessageWriter out, NotificationType<T> type, String subject, T content) {
    about(out, type, subject);
    int field = out.begin(type.isError(content) ? 5 : 4);
    type.write(content, out);
    int bytes = out.position() - field;
    out.end(field);
    return bytes;
  }

  private static void about(MessageWriter out, NotificationType<?> type, String subject) {
    out.writeString(1, type.source());
    out.writeInt32(2, type.number());
    out.writeString(3, subject);
  }

  /**
   * A notification, its body encoded before.
   *
   * @param confirm whether the front end is to say when it was heard
   */
  public static void notification(
      MessageWriter out, int maxBytes, byte[] body, long seq, boolean confirm) {
    int start = begin(out, maxBytes);
    boolean done = false;
    try {
      out.beginSized(FrameKind.NOTIFICATION, numberedBytes(body, seq, confirm));
      out.putEncoded(body);
      out.putInt64(6, seq);
      out.writeBool(7, confirm);
      finish(out, start);
      done = true;
    } finally {
      undoUnless(done, out, start);
    }
  }

  /** How many bytes the frame of a notification has, without its length. */
  public static int notificationBytes(byte[] body, long seq, boolean confirm) {
    int numbered = numberedBytes(body, seq, confirm);
    return 1 + varintBytes(numbered) + numbered;
  }

  private static int numberedBytes(byte[] body, long seq, boolean confirm) {
    return body.length + 1 + varintBytes(seq) + (confirm ? 2 : 0);
  }

  private static int varintBytes(long value) {
    return (63 - Long.numberOfLeadingZeros(value | 1)) / 7 + 1;
  }

  /** A field that holds a message; left out if the message has no bytes. */
  private static <T> void payload(MessageWriter out, int field, Codec<T> codec, T message) {
    int before = out.position();
    int start = out.begin(field);
    out.write(codec, message);
    if (out.position() == start) {
      out.truncate(before);
    } else {
      out.end(start);
    }
  }

  private static int begin(MessageWriter out, int maxBytes) {
    int start = out.reserve(Protocol.LENGTH_BYTES);
    out.limit(maxBytes, LIMIT);
    return start;
  }

  private static void finish(MessageWriter out, int start) {
    out.checkLimit();
    out.setInt(start, out.position() - start - Protocol.LENGTH_BYTES);
  }

  private static void undoUnless(boolean done, MessageWriter out, int start) {
    if (!done) {
      out.truncate(start);
    }
  }
}
