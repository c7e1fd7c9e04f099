package dev.parley.core.wire;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MalformedMessageException;
import dev.parley.core.codec.MessageReader;
import java.nio.charset.StandardCharsets;

/**
 * Reads one frame after another where they stand. What a frame says is asked of the reader itself,
 * until the next frame, so that a call makes no object but its payload. Not for use by several
 * threads.
 */
public final class FrameReader {
  private static final byte[] NOTHING = new byte[0];

  private final MessageReader in;

  private int kind;
  private long body;
  private long id;
  private long payload;
  private long text;
  private int number;
  private int reason;
  private long subject;
  private long seq;
  private int items;
  private int itemBytes;
  private boolean failed;
  private boolean confirm;

  /**
   * @param maxDepth how deep messages may nest in a payload
   * @param maxElements how many list elements and map entries a payload may hold
   */
  public FrameReader(int maxDepth, int maxElements) {
    in = new MessageReader(NOTHING, 0, 0, maxDepth, maxElements);
  }

  /**
   * Reads the frame that stands there and says what it is.
   *
   * @return a number of {@link FrameKind}
   * @throws MalformedMessageException if it is no frame
   */
  public int next(byte[] bytes, int from, int to) {
    in.reset(bytes, from, to);
    kind = FrameKind.UNKNOWN;
    body = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = tag >>> 3;
      if ((tag & 7) == 2 && field >= FrameKind.HELLO && field <= FrameKind.LAST) {
        if (kind != FrameKind.UNKNOWN) {
          throw in.fail(
              "a frame has one body, and this one has a %s and a %s"
                  .formatted(FrameKind.name(kind), FrameKind.name(field)));
        }
        kind = field;
        body = in.readSpan();
      } else {
        in.skip(tag);
      }
    }
    id = 0;
    payload = 0;
    text = 0;
    number = 0;
    reason = 0;
    subject = 0;
    seq = 0;
    items = 0;
    itemBytes = 0;
    failed = false;
    confirm = false;
    switch (kind) {
      case FrameKind.REQUEST -> readRequest();
      case FrameKind.RESPONSE -> readResponse();
      case FrameKind.NOTIFICATION -> readNotification();
      case FrameKind.STREAM_ITEM -> readItem();
      case FrameKind.CREDIT -> readCredit();
      case FrameKind.UNSUBSCRIBE,
          FrameKind.CANCEL,
          FrameKind.STREAM_END,
          FrameKind.PING,
          FrameKind.PONG,
          FrameKind.ACK,
          FrameKind.HEARD ->
          readId();
      default -> {
        // The others are read as a whole, by message().
      }
    }
    return kind;
  }

  private void readRequest() {
    long outer = in.enter(body);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 | 2 -> text = in.readSpan();
        case 2 << 3 | 2 -> payload = in.readSpan();
        case 3 << 3 -> id = in.readInt64();
        case 4 << 3 -> number = in.readInt32();
        case 5 << 3 | 2 -> subject = in.readSpan();
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
  }

  private void readResponse() {
    long outer = in.enter(body);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 | 2 -> payload = in.readSpan();
        case 2 << 3 -> number = in.readInt32();
        case 3 << 3 -> id = in.readInt64();
        case 4 << 3 -> reason = in.readInt32();
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
  }

  private void readNotification() {
    long outer = in.enter(body);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 | 2 -> text = in.readSpan();
        case 2 << 3 -> number = in.readInt32();
        case 3 << 3 | 2 -> subject = in.readSpan();
        case 4 << 3 | 2 -> {
          payload = in.readSpan();
          failed = false;
        }
        case 5 << 3 | 2 -> {
          payload = in.readSpan();
          failed = true;
        }
        case 6 << 3 -> seq = in.readInt64();
        case 7 << 3 -> confirm = in.readBool();
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
  }

  private void readItem() {
    long outer = in.enter(body);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 -> id = in.readInt64();
        case 2 << 3 | 2 -> payload = in.readSpan();
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
  }

  private void readCredit() {
    long outer = in.enter(body);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 -> id = in.readInt64();
        case 2 << 3 -> items = in.readInt32();
        case 3 << 3 -> itemBytes = in.readInt32();
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
  }

  private void readId() {
    long outer = in.enter(body);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == 1 << 3) {
        id = in.readInt64();
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
  }

  /** The whole body as a message: for frames that are read once a connection. */
  public <T> T message(Codec<T> codec) {
    return in.read(body, codec);
  }

  /**
   * The id of a request, response, subscription or ping; the position of an Ack; the sequence
   * number of a Heard; 0 if there is none.
   */
  public long id() {
    return id;
  }

  /** The payload as a message; an absent one as the message of empty values. */
  public <T> T payload(Codec<T> codec) {
    return in.read(payload, codec);
  }

  /** The payload as text for people; malformed UTF-8 is replaced. */
  public String payloadText() {
    return string(payload);
  }

  /** How many bytes the payload has. */
  public int payloadBytes() {
    return (int) payload;
  }

  /** The array that the frame stands in. */
  public byte[] array() {
    return in.array();
  }

  /** Where the name of a request's event begins in {@link #array}. */
  public int eventStart() {
    return MessageReader.spanStart(text);
  }

  /** Where the name of a request's event ends in {@link #array}. */
  public int eventEnd() {
    return MessageReader.spanEnd(text);
  }

  /** The name of a request's event, for errors; malformed UTF-8 is replaced. */
  public String event() {
    return string(text);
  }

  /** How long a request may take, in milliseconds, unsigned; 0 for as long as it likes. */
  public int timeoutMillis() {
    return number;
  }

  /** Where the trace context of a request begins in {@link #array}. */
  public int traceparentStart() {
    return MessageReader.spanStart(subject);
  }

  /** Where the trace context of a request ends in {@link #array}; at its start if there is none. */
  public int traceparentEnd() {
    return MessageReader.spanEnd(subject);
  }

  /** How many items a credit allows, unsigned. */
  public int creditItems() {
    return items;
  }

  /** How many bytes of items a credit allows, unsigned. */
  public int creditBytes() {
    return itemBytes;
  }

  /** The status of a response. */
  public int code() {
    return number;
  }

  /** The number of a response's reason. */
  public int reason() {
    return reason;
  }

  /** The source of a notification. */
  public String source() {
    return string(text);
  }

  /** The number of a notification within its source. */
  public int type() {
    return number;
  }

  /** What a notification is about. */
  public String subject() {
    return string(subject);
  }

  /** Whether the payload of a notification is a typed error. */
  public boolean isError() {
    return failed;
  }

  /** Whether the core waits for a Heard of this notification. */
  public boolean wantsHeard() {
    return confirm;
  }

  /** The sequence number of a notification. */
  public long seq() {
    return seq;
  }

  /**
   * Where in the payload reading stopped, for what a record's constructor threw: {@code
   * items[2].address}, empty for the payload itself.
   */
  public String refusedAt() {
    return in.relativePath();
  }

  /** Takes payloads whatever their constraints say: for who receives from a core. */
  public void ignoreConstraints() {
    in.ignoreConstraints();
  }

  private String string(long span) {
    int start = MessageReader.spanStart(span);
    return new String(
        in.array(), start, MessageReader.spanEnd(span) - start, StandardCharsets.UTF_8);
  }
}
