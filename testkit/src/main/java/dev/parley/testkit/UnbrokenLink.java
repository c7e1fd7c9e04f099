package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Peer;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.SessionId;
import dev.parley.core.wire.Welcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A resumable session as if it had one link: when a link ends it dials another and goes on from the
 * byte where both sides were, as docs/protocol.md tells a client to. It greets by itself, so what
 * is read begins behind the first {@code Welcome}. For use by one thread.
 */
final class UnbrokenLink implements ByteDuplex {
  /** Where links come from. */
  @FunctionalInterface
  interface Dialer {
    /** Dials the link with this number, from 1. */
    ByteDuplex dial(int number) throws IOException;
  }

  /** More than any conversation of the tests needs. */
  private static final int MOST_LINKS = 10_000;

  /** After how many bytes what was heard is acknowledged (docs/protocol.md). */
  static final int ACK_BYTES = 64 << 10;

  private final Dialer dialer;
  private final int streamItems;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private ByteBuffer unread = ByteBuffer.allocate(0);
  private int acknowledged;
  private int links;
  private boolean leaving;
  private RawFrontEnd front;
  private @Nullable SessionId session;

  /**
   * @param streamItems how many items of each stream the core may send at first
   */
  UnbrokenLink(Dialer dialer, int streamItems) throws IOException {
    this.dialer = dialer;
    this.streamItems = streamItems;
    this.front = connected();
  }

  private RawFrontEnd connected() throws IOException {
    while (true) {
      assertThat(++links).as("links").isLessThan(MOST_LINKS);
      RawFrontEnd next = new RawFrontEnd(dialer.dial(links));
      try {
        greet(next);
        return next;
      } catch (IOException lost) {
        next.close();
      }
    }
  }

  private void greet(RawFrontEnd next) throws IOException {
    Welcome welcome = next.greetResumably(streamItems, session, heard.size());
    assertThat(welcome.resumed()).as("resumed by link %s", links).isEqualTo(session != null);
    assertThat(welcome.session()).as("session of link %s", links).isNotNull();
    if (session != null) {
      assertThat(welcome.session()).isEqualTo(session);
      assertThat(welcome.received()).as("what the core has").isBetween(0L, (long) said.size());
    }
    session = welcome.session();
    next.send(Arrays.copyOfRange(said.toByteArray(), (int) welcome.received(), said.size()));
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    while (!unread.hasRemaining()) {
      try {
        int kind = front.next();
        unread = ByteBuffer.wrap(front.frameBytes());
        heard.writeBytes(unread.array());
        leaving |= kind == FrameKind.GO_AWAY;
        acknowledge();
      } catch (IOException lost) {
        if (leaving) {
          return -1;
        }
        redial();
      }
    }
    int count = Math.min(target.remaining(), unread.remaining());
    target.put(target.position(), unread, unread.position(), count);
    target.position(target.position() + count);
    unread.position(unread.position() + count);
    return count;
  }

  private void acknowledge() throws IOException {
    if (heard.size() - acknowledged >= ACK_BYTES) {
      acknowledged = heard.size();
      int _ = write(ByteBuffer.wrap(RawFrontEnd.idBytes(FrameKind.ACK, acknowledged)));
    }
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    byte[] bytes = new byte[source.remaining()];
    source.get(bytes);
    said.writeBytes(bytes);
    try {
      front.send(bytes);
    } catch (IOException lost) {
      redial();
    }
    return bytes.length;
  }

  /**
   * Ends the present link, as a front end does that no longer trusts it, and goes on over another.
   */
  void redial() throws IOException {
    front.close();
    front = connected();
  }

  /** What the core has said, from behind the first {@code Welcome} on, each byte once. */
  byte[] heard() {
    return heard.toByteArray();
  }

  /** How many links there were. */
  int links() {
    return links;
  }

  @Override
  public Peer peer() {
    throw new UnsupportedOperationException("Each link has a peer of its own");
  }

  /** Says goodbye, so that the core does not wait for this front end, and closes. */
  @Override
  public void close() {
    leaving = true;
    try {
      front.goAway();
    } catch (IOException lost) {
      // The session waits for its window's end.
    }
    front.close();
  }
}
