package dev.parley.transport.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.event.EventType;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.Hello;
import dev.parley.core.wire.Protocol;
import dev.parley.testkit.Note;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A front end of one link that keeps what comes, and may do something about it as it comes. */
final class FrontEnd implements AutoCloseable {
  private static final byte[] END = new byte[0];

  private final BlockingQueue<byte[]> came = new LinkedBlockingQueue<>();
  private volatile Consumer<Integer> onFrame = _ -> {};
  private final long link;

  FrontEnd(long core) {
    link = Libparley.open(core, this::receive);
    assertThat(link).as("the link").isPositive();
  }

  /** Greets as well. */
  static FrontEnd greeted(long core) throws InterruptedException {
    FrontEnd front = new FrontEnd(core);
    assertThat(front.send(hello())).isEqualTo(Status.OK);
    assertThat(front.next()).isEqualTo(FrameKind.WELCOME);
    return front;
  }

  static byte[] hello() {
    Hello hello = new Hello(Protocol.VERSION, "test", List.of(), 0, 0, 0, false, null, 0);
    MessageWriter out = new MessageWriter();
    FrameWriter.message(out, Integer.MAX_VALUE, FrameKind.HELLO, Hello.CODEC, hello);
    return frame(out);
  }

  private static byte[] frame(MessageWriter out) {
    return Arrays.copyOfRange(out.array(), Protocol.LENGTH_BYTES, out.position());
  }

  static <P> byte[] request(long id, String event, Codec<P> codec, P payload) {
    MessageWriter out = new MessageWriter();
    FrameWriter.request(out, Integer.MAX_VALUE, id, event, codec, payload, 0, "");
    return frame(out);
  }

  static byte[] request(long id, EventType<Note, ?, ?> event, Note note) {
    return request(id, event.name(), Note.CODEC, note);
  }

  /** A request whose frame has so many bytes. */
  static byte[] requestOf(int bytes, long id, EventType<Note, ?, ?> event) {
    int letters = bytes - request(id, event, Note.of("")).length;
    byte[] frame = request(id, event, Note.of("x".repeat(Math.max(0, letters))));
    while (frame.length > bytes) {
      frame = request(id, event, Note.of("x".repeat(--letters)));
    }
    assertThat(frame).hasSize(bytes);
    return frame;
  }

  private void receive(byte @Nullable [] frame) {
    came.add(frame == null ? END : frame);
    onFrame.accept(frame == null ? 0 : kind(frame));
  }

  private static int kind(byte[] frame) {
    return new FrameReader(100, 1 << 18).next(frame, 0, frame.length);
  }

  /** What to do within the callback, told the kind of frame. */
  FrontEnd whenever(Consumer<Integer> does) {
    onFrame = does;
    return this;
  }

  int send(byte[] frame) {
    return Libparley.send(link, frame, 0, frame.length);
  }

  /** The frame that comes next; null for the end. */
  byte @Nullable [] nextFrame() throws InterruptedException {
    byte[] frame = came.poll(20, TimeUnit.SECONDS);
    assertThat(frame).as("a frame within 20 s").isNotNull();
    return frame.length == 0 ? null : frame;
  }

  /** The kind of the frame that comes next; 0 for the end. */
  int next() throws InterruptedException {
    byte[] frame = nextFrame();
    return frame == null ? 0 : kind(frame);
  }

  /** The id of the answer that comes next. */
  long answered() throws InterruptedException {
    FrameReader in = new FrameReader(100, 1 << 18);
    byte[] frame = Objects.requireNonNull(nextFrame(), "an answer, not the end");
    assertThat(in.next(frame, 0, frame.length)).isEqualTo(FrameKind.RESPONSE);
    return in.id();
  }

  boolean hasNothing() {
    return came.isEmpty();
  }

  int closeLink() {
    return Libparley.close(link);
  }

  @Override
  public void close() {
    int _ = closeLink();
  }
}
