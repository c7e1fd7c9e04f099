package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.codec.MessageWriter;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.Protocol;
import java.io.IOException;

/** A conversation with {@link Echo#TALK}, frame by frame. */
final class Talk implements AutoCloseable {
  private final RawFrontEnd front;
  private final long id;

  private Talk(RawFrontEnd front, long id) {
    this.front = front;
    this.id = id;
  }

  /** Makes the call and lets the core send as much as it likes. */
  static Talk begin(RawFrontEnd front, long id) throws IOException {
    front.request(id, Echo.TALK.head(), Note.of("head"));
    MessageWriter out = new MessageWriter();
    FrameWriter.credit(out, id, 1_000, 1_000_000);
    front.send(out.toByteArray());
    return new Talk(front, id);
  }

  /** Sends an item and waits until it has come back. */
  void item(Note item) throws IOException {
    MessageWriter out = new MessageWriter();
    FrameWriter.item(out, Integer.MAX_VALUE, id, Note.CODEC, item);
    front.send(out.toByteArray());
    assertThat(front.next()).isEqualTo(FrameKind.STREAM_ITEM);
    assertThat(front.frame().payload(Note.CODEC)).isEqualTo(item);
  }

  /** Ends it and waits for the answer: how many items there were. */
  @Override
  public void close() throws IOException {
    MessageWriter out = new MessageWriter();
    FrameWriter.id(out, FrameKind.STREAM_END, id);
    front.send(out.toByteArray());
    int kind = front.next();
    while (kind == FrameKind.CREDIT) {
      kind = front.next();
    }
    assertThat(kind).isEqualTo(FrameKind.RESPONSE);
    assertThat(front.frame().code()).isEqualTo(Protocol.OK);
  }
}
