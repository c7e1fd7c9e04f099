package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.event.EventType;
import dev.parley.core.protocol.Reason;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.GoAway;
import dev.parley.core.wire.GroupInfo;
import dev.parley.core.wire.Hello;
import dev.parley.core.wire.Protocol;
import dev.parley.core.wire.Resync;
import dev.parley.core.wire.SessionId;
import dev.parley.core.wire.Subscribe;
import dev.parley.core.wire.Welcome;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A front end that writes what bytes a test wants and reads frame by frame: for what a well-behaved
 * client would never do. For use by one thread.
 */
public final class RawFrontEnd implements AutoCloseable {
  /** The id of {@link #ping}, which takes one byte. */
  public static final int PING_ID = 77;

  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private final ByteDuplex link;
  private final FrameReader in = new FrameReader(100, 1 << 18);
  private byte[] buffer = new byte[8 << 10];
  private int kind;
  private int frameStart;
  private int start;
  private int end;

  public RawFrontEnd(ByteDuplex link) {
    this.link = link;
  }

  /** The bytes of a greeting that names no group. */
  public static byte[] helloBytes() {
    return helloBytes("raw", List.of());
  }

  public static byte[] helloBytes(String client, List<GroupInfo> groups) {
    return helloBytes(client, groups, 0, 0);
  }

  /** The bytes of a greeting that lets the core send so much of each stream. */
  public static byte[] helloBytes(
      String client, List<GroupInfo> groups, int streamItems, int streamBytes) {
    return messageBytes(
        FrameKind.HELLO,
        Hello.CODEC,
        new Hello(Protocol.VERSION, client, groups, 0, streamItems, streamBytes));
  }

  /** The bytes of a frame that carries one number and nothing else. */
  public static byte[] idBytes(int kind, long id) {
    MessageWriter out = new MessageWriter();
    FrameWriter.id(out, kind, id);
    return out.toByteArray();
  }

  private static <T> byte[] messageBytes(int kind, Codec<T> codec, T message) {
    MessageWriter out = new MessageWriter();
    FrameWriter.message(out, NO_LIMIT, kind, codec, message);
    return out.toByteArray();
  }

  /** The bytes of a request. */
  public static <P> byte[] requestBytes(long id, String event, Codec<P> codec, P payload) {
    MessageWriter out = new MessageWriter();
    FrameWriter.request(out, NO_LIMIT, id, event, codec, payload, 0, "");
    return out.toByteArray();
  }

  /** A frame with that body and nothing else in it. */
  public static byte[] frameBytes(int kind, byte[] body) {
    MessageWriter out = new MessageWriter();
    int length = out.reserve(Protocol.LENGTH_BYTES);
    out.putBytes(kind, body);
    out.setInt(length, out.position() - Protocol.LENGTH_BYTES);
    return out.toByteArray();
  }

  /** Shakes hands. */
  public RawFrontEnd greet() throws IOException {
    send(helloBytes());
    assertThat(next()).as("the core's answer to Hello").isEqualTo(FrameKind.WELCOME);
    return this;
  }

  /** Shakes hands as a front end that takes frames of so many bytes. */
  public RawFrontEnd greet(int maxFrameBytes) throws IOException {
    Hello hello = new Hello(Protocol.VERSION, "raw", List.of(), maxFrameBytes, 0, 0);
    send(messageBytes(FrameKind.HELLO, Hello.CODEC, hello));
    assertThat(next()).as("the core's answer to Hello").isEqualTo(FrameKind.WELCOME);
    return this;
  }

  /** Shakes hands, and lets the core send so much of each stream. */
  public RawFrontEnd greet(int streamItems, int streamBytes) throws IOException {
    send(helloBytes("raw", List.of(), streamItems, streamBytes));
    assertThat(next()).as("the core's answer to Hello").isEqualTo(FrameKind.WELCOME);
    return this;
  }

  /**
   * Shakes hands for a session that outlives its link.
   *
   * @param streamItems how many items of each stream the core may send at first
   * @param session the one to go on with; null for a new one
   * @param received up to which position of it this front end has handled what the core sent
   */
  Welcome greetResumably(int streamItems, @Nullable SessionId session, long received)
      throws IOException {
    Hello hello =
        new Hello(
            Protocol.VERSION, "raw", List.of(), 0, streamItems, 1 << 20, true, session, received);
    send(messageBytes(FrameKind.HELLO, Hello.CODEC, hello));
    assertThat(next()).as("the core's answer to Hello").isEqualTo(FrameKind.WELCOME);
    return welcome();
  }

  /** Shakes hands for a new session that outlives its link, and returns its id. */
  SessionId greetResumably() throws IOException {
    Welcome welcome = greetResumably(256, null, 0);
    assertThat(welcome.resumed()).as("a new session").isFalse();
    return Objects.requireNonNull(welcome.session(), "a session's id");
  }

  public Welcome welcome() {
    return in.message(Welcome.CODEC);
  }

  public void send(byte[] bytes) throws IOException {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    while (source.hasRemaining()) {
      int _ = link.write(source);
    }
  }

  public <P> void request(long id, EventType<P, ?, ?> type, P payload) throws IOException {
    send(requestBytes(id, type.name(), type.payload(), payload));
  }

  /** A request with a deadline (0 for none) and a trace context (empty for none). */
  public <P> void request(
      long id, EventType<P, ?, ?> type, P payload, int timeoutMillis, String traceparent)
      throws IOException {
    MessageWriter out = new MessageWriter();
    FrameWriter.request(
        out, NO_LIMIT, id, type.name(), type.payload(), payload, timeoutMillis, traceparent);
    send(out.toByteArray());
  }

  public void cancel(long id) throws IOException {
    sendId(FrameKind.CANCEL, id);
  }

  /** Says that no more items of a call's stream come. */
  public void endItems(long id) throws IOException {
    sendId(FrameKind.STREAM_END, id);
  }

  /** Says that the notifications up to this one were taken. */
  public void heard(long seq) throws IOException {
    sendId(FrameKind.HEARD, seq);
  }

  /** Says that what the core sent up to this position was handled. */
  public void acknowledge(long position) throws IOException {
    sendId(FrameKind.ACK, position);
  }

  /** Says goodbye. */
  public void goAway() throws IOException {
    send(messageBytes(FrameKind.GO_AWAY, GoAway.CODEC, new GoAway(Reason.UNSPECIFIED, "")));
  }

  private void sendId(int kind, long id) throws IOException {
    send(idBytes(kind, id));
  }

  /** Sends an item of a call's stream, whether there is credit for it or not. */
  public <T> void item(long id, Codec<T> codec, T item) throws IOException {
    MessageWriter out = new MessageWriter();
    int _ = FrameWriter.item(out, NO_LIMIT, id, codec, item);
    send(out.toByteArray());
  }

  /** Lets the core send so many more items and bytes, unsigned, of a call's stream. */
  public void credit(long id, int items, int bytes) throws IOException {
    MessageWriter out = new MessageWriter();
    FrameWriter.credit(out, id, items, bytes);
    send(out.toByteArray());
  }

  /** Waits for an item of a call's stream. */
  public <T> T expectItem(long id, Codec<T> codec) throws IOException {
    assertThat(next()).as("kind of the frame").isEqualTo(FrameKind.STREAM_ITEM);
    assertThat(in.id()).as("id of the item").isEqualTo(id);
    return in.payload(codec);
  }

  /** Sends a ping with {@link #PING_ID}: its answer shows that all before it was taken. */
  public void ping() throws IOException {
    sendId(FrameKind.PING, PING_ID);
  }

  /** Makes sure that the core has taken every frame that was sent before, and says nothing. */
  public void expectNothing() throws IOException {
    ping();
    assertThat(next()).as("kind of the frame").isEqualTo(FrameKind.PONG);
  }

  public void request(long id, String event) throws IOException {
    send(requestBytes(id, event, Note.CODEC, Note.of("")));
  }

  /** Subscribes to everything of a source and waits for the answer, whatever it is. */
  public void subscribe(long id, String source) throws IOException {
    subscribe(new Subscribe(id, source, List.of(), List.of()));
  }

  /** Subscribes and waits for the answer, whatever it is. */
  public void subscribe(Subscribe subscription) throws IOException {
    send(messageBytes(FrameKind.SUBSCRIBE, Subscribe.CODEC, subscription));
    int _ = expectAnswer(subscription.id());
  }

  /** Ends a subscription; it is not answered. */
  public void unsubscribe(long id) throws IOException {
    sendId(FrameKind.UNSUBSCRIBE, id);
  }

  /** Waits for the next notification of one connection and returns its payload. */
  public Note expectNotification(long seq) throws IOException {
    assertThat(next()).as("kind of the frame").isEqualTo(FrameKind.NOTIFICATION);
    assertThat(in.seq()).as("number of the notification").isEqualTo(seq);
    return in.payload(Note.CODEC);
  }

  /** Waits for the notifications with these numbers, one after another. */
  public void expectNotifications(long first, long last) throws IOException {
    for (long seq = first; seq <= last; seq++) {
      Note _ = expectNotification(seq);
    }
  }

  /** Waits for the next frame and says what it is. */
  public int next() throws IOException {
    while (true) {
      if (end - start >= Protocol.LENGTH_BYTES) {
        int length = ByteBuffer.wrap(buffer, start, Protocol.LENGTH_BYTES).getInt();
        int from = start + Protocol.LENGTH_BYTES;
        if (end - from >= length) {
          frameStart = start;
          start = from + length;
          kind = in.next(buffer, from, start);
          return kind;
        }
      }
      makeRoom();
      int count = link.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
      if (count < 0) {
        throw new EOFException("the core closed the connection");
      }
      end += count;
    }
  }

  private void makeRoom() {
    byte[] old = buffer;
    if (end - start == old.length) {
      buffer = new byte[2 * old.length];
    }
    System.arraycopy(old, start, buffer, 0, end - start);
    end -= start;
    start = 0;
  }

  /** The frame that {@link #next} found. */
  public FrameReader frame() {
    return in;
  }

  /** The frame that {@link #next} found, with its length before it. */
  byte[] frameBytes() {
    return Arrays.copyOfRange(buffer, frameStart, start);
  }

  /** The text of the Resync that {@link #next} found. */
  public String resync(Reason reason) {
    assertThat(kind).as("kind of the frame").isEqualTo(FrameKind.RESYNC);
    Resync resync = in.message(Resync.CODEC);
    assertThat(resync.reason()).as(resync.message()).isEqualTo(reason);
    return resync.message();
  }

  /** Waits for the answer to a call and returns its status. */
  public int expectAnswer(long id) throws IOException {
    assertThat(next()).as("kind of the frame").isEqualTo(FrameKind.RESPONSE);
    assertThat(in.id()).as("id of the answer").isEqualTo(id);
    return in.code();
  }

  /** Waits for an answer for a reason and returns its text. */
  public String expectFailure(long id, Reason reason) throws IOException {
    assertThat(expectAnswer(id)).as("code").isEqualTo(Protocol.INTERNAL);
    assertThat(Reason.of(in.reason())).as(in.payloadText()).isEqualTo(reason);
    return in.payloadText();
  }

  /** Waits for a GoAway and returns its text. */
  public String expectGoAway(Reason reason) throws IOException {
    assertThat(next()).as("kind of the frame").isEqualTo(FrameKind.GO_AWAY);
    GoAway goAway = in.message(GoAway.CODEC);
    assertThat(goAway.reason()).as(goAway.message()).isEqualTo(reason);
    return goAway.message();
  }

  /** Waits until the core has closed the connection; reads past whatever it still says. */
  public void expectEnd() {
    try {
      while (true) {
        int _ = next();
      }
    } catch (IOException ended) {
      // As expected: at the end, or reset.
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
