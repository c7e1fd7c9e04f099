package dev.parley.core.connection;

import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.wire.Protocol;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A link of bytes: each frame stands behind its length, four bytes big-endian. One blocking
 * platform thread reads; all frames of a read are handled before one write.
 *
 * <p>Frames are handled where they stand in the read buffer. It grows as bytes arrive, never to
 * what a length merely announces.
 */
public final class StreamLink extends Link {
  private static final int BUFFER_BYTES = 64 << 10;

  /** A buffer that grew larger is not kept. */
  private static final int KEPT_BYTES = 256 << 10;

  /**
   * The most that is handed to the transport at once: each such step counts as progress, and the
   * JDK keeps a copy of that size outside of the heap per writing thread.
   */
  private static final int WRITE_BYTES = 128 << 10;

  private final ByteDuplex link;
  private final Thread reader;

  private byte[] buffer = new byte[BUFFER_BYTES];
  private ByteBuffer view = ByteBuffer.wrap(buffer);
  private int start;
  private int end;

  /** Counts up when a frame begins and when it is complete: odd while one is half there. */
  private volatile int frameSteps;

  // Touched by the watchdog only.
  private int seenSteps;
  private long seenStepsAt;

  StreamLink(ByteDuplex link, Connection connection) {
    super(connection, link.peer());
    this.link = link;
    Consumer<Runnable> around = connection.handler.aroundReader();
    this.reader =
        Thread.ofPlatform()
            .daemon()
            .name(readerName(connection))
            .unstarted(() -> around.accept(this::read));
  }

  private static String readerName(Connection connection) {
    return connection.name() + " reader";
  }

  /** Begins to read. */
  public void start() {
    reader.start();
  }

  @Override
  void moveTo(Connection other) {
    super.moveTo(other);
    reader.setName(readerName(other));
  }

  private void read() {
    Throwable failure = null;
    try {
      readFrames();
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    } finally {
      connection().ended(this, failure);
    }
  }

  private void readFrames() throws IOException {
    while (true) {
      // An interrupt that a handler left behind would close the socket.
      boolean _ = Thread.interrupted();
      int count = link.read(view.limit(buffer.length).position(end));
      if (count < 0) {
        if (start != end) {
          throw new EOFException("The connection ended in the middle of a frame");
        }
        return;
      }
      end += count;
      if (!handleBatches()) {
        drain();
        return;
      }
      noteFrame(start != end);
      makeRoom();
    }
  }

  /** Handles every frame that is complete; more than one batch if the link changes hands. */
  private boolean handleBatches() {
    while (true) {
      Connection its = connection();
      boolean goOn = its.beginBatch(this) && handleFrames(its);
      its.endBatch();
      if (its == connection()) {
        return goOn;
      }
    }
  }

  private boolean handleFrames(Connection its) {
    while (end - start >= Protocol.LENGTH_BYTES) {
      int length = Framing.lengthAt(buffer, start);
      if (length < 0 || length > its.handler.maxFrameBytes()) {
        its.handler.oversized(Integer.toUnsignedLong(length));
        return false;
      }
      int from = start + Protocol.LENGTH_BYTES;
      if (end - from < length) {
        return true;
      }
      start = from + length;
      frameSteps = (frameSteps | 1) + 1;
      if (!its.deliver(buffer, from, start) || !its.goesOn(this)) {
        return false;
      }
    }
    return true;
  }

  private void noteFrame(boolean half) {
    int steps = frameSteps;
    if (half && (steps & 1) == 0) {
      frameSteps = steps + 1;
    }
  }

  /** Sees to it that at least one more byte fits behind what is there. */
  private void makeRoom() {
    if (start == end) {
      start = 0;
      end = 0;
      if (buffer.length > KEPT_BYTES) {
        replaceBuffer(new byte[BUFFER_BYTES]);
      }
      return;
    }
    int there = end - start;
    int needed =
        there < Protocol.LENGTH_BYTES ? Protocol.LENGTH_BYTES : Framing.frameAt(buffer, start);
    if (needed <= buffer.length - start) {
      return;
    }
    if (end < buffer.length && start == 0) {
      return;
    }
    if (there > buffer.length / 2) {
      int length = (int) Math.min(needed, buffer.length * 2L);
      byte[] larger = new byte[Math.max(length, there + 1)];
      System.arraycopy(buffer, start, larger, 0, there);
      replaceBuffer(larger);
    } else {
      System.arraycopy(buffer, start, buffer, 0, there);
    }
    start = 0;
    end = there;
  }

  private void replaceBuffer(byte[] other) {
    buffer = other;
    view = ByteBuffer.wrap(other);
  }

  /**
   * Reads and forgets what still comes, until the last frames are written and the connection is
   * closed: a close with bytes unread would tell the other side of a reset instead of the reason.
   */
  private void drain() {
    try {
      while (link.read(view.limit(buffer.length).position(0)) >= 0) {
        // Nobody wants it.
      }
    } catch (IOException closed) {
      // As it should be: this side has closed it.
    }
  }

  @Override
  public void write(byte[] frames, int length, Progress progress) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(frames, 0, length);
    while (out.position() < length) {
      out.limit(Math.min(length, out.position() + WRITE_BYTES));
      int _ = link.write(out);
      progress.step();
    }
  }

  @Override
  public void close() {
    link.close();
  }

  @Override
  boolean hasEnded() {
    // Only its reader could tell, and tells then.
    return false;
  }

  @Override
  void check(long now) {
    int steps = frameSteps;
    if (steps != seenSteps || (steps & 1) == 0) {
      seenSteps = steps;
      seenStepsAt = now;
    } else {
      connection().checkHalfSent(now - seenStepsAt);
    }
  }
}
