package dev.parley.core.client;

import dev.parley.core.codec.MalformedMessageException;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.GoAway;
import dev.parley.core.wire.Hello;
import dev.parley.core.wire.Protocol;
import dev.parley.core.wire.Welcome;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Greets a core on a link that belongs to no session yet: what the core says tells which. Reads the
 * answer and not a byte more.
 */
final class LinkGreeting {
  private final ByteDuplex link;
  private final Limits limits;
  private volatile boolean late;

  LinkGreeting(ByteDuplex link, Limits limits) {
    this.link = link;
    this.limits = limits;
  }

  /**
   * Greets and waits for the answer, unless it is {@linkplain #giveUp given up} meanwhile.
   *
   * @throws ConnectFailedException if the core refuses, or answers what it must not
   * @throws IOException if the link is lost
   */
  Welcome greet(Hello hello) throws IOException {
    Greeting.checkSize(hello, limits);
    MessageWriter out = new MessageWriter();
    FrameWriter.message(out, Integer.MAX_VALUE, FrameKind.HELLO, Hello.CODEC, hello);
    write(out);
    FrameReader in = new FrameReader(limits.maxDepth(), limits.maxElements());
    in.ignoreConstraints();
    try {
      while (true) {
        byte[] frame = readFrame();
        switch (in.next(frame, 0, frame.length)) {
          case FrameKind.WELCOME -> {
            return in.message(Welcome.CODEC);
          }
          case FrameKind.GO_AWAY -> throw refused(in.message(GoAway.CODEC));
          case FrameKind.UNKNOWN -> {
            // For later versions.
          }
          default ->
              throw new ConnectFailedException(
                  Reason.PROTOCOL_ERROR, "The core answered the Hello with another frame", null);
        }
      }
    } catch (ConnectFailedException e) {
      throw e;
    } catch (IOException e) {
      if (late) {
        throw new ConnectFailedException(
            Reason.LIMIT_EXCEEDED,
            "The core did not answer the Hello within %,d ms (Limits.handshakeTimeout)"
                .formatted(limits.handshakeTimeout().toMillis()),
            e);
      }
      throw e;
    } catch (MalformedMessageException e) {
      throw new ConnectFailedException(
          Reason.PROTOCOL_ERROR, "The core's answer can't be read: " + e.getMessage(), e);
    }
  }

  /** The core has taken too long to answer. */
  void giveUp() {
    late = true;
    link.close();
  }

  private static ConnectFailedException refused(GoAway goAway) {
    return new ConnectFailedException(
        goAway.reason(), "The core refused the connection: " + goAway.message(), null);
  }

  /** Says that this side leaves, if it can still be said. */
  void leave(Reason reason, String text) {
    MessageWriter out = new MessageWriter();
    FrameWriter.goAway(out, reason.number(), text);
    try {
      write(out);
    } catch (IOException gone) {
      // Then nobody needs to be told.
    }
    link.close();
  }

  private void write(MessageWriter out) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(out.array(), 0, out.position());
    while (bytes.hasRemaining()) {
      int _ = link.write(bytes);
    }
  }

  private byte[] readFrame() throws IOException {
    int length = ByteBuffer.wrap(read(Protocol.LENGTH_BYTES)).getInt();
    if (length < 0 || length > limits.maxFrameBytes()) {
      throw new ConnectFailedException(
          Reason.LIMIT_EXCEEDED,
          "The core's answer is %,d bytes; the limit is %,d (Limits.maxFrameBytes)"
              .formatted(Integer.toUnsignedLong(length), limits.maxFrameBytes()),
          null);
    }
    return read(length);
  }

  private byte[] read(int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (link.read(bytes) < 0) {
        throw new EOFException("The core closed the connection before it answered");
      }
    }
    return bytes.array();
  }
}
