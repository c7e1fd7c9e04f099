package dev.parley.transport.stdio;

import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Peer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * A connection over two descriptors that the JDK has no channel for. Before it reads or writes, a
 * thread waits in poll(2) for its descriptor or for the word that the link was closed, so that
 * closing wakes it and never waits.
 */
final class DescriptorLink implements ByteDuplex {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final short POLLIN = 1;
  private static final short POLLOUT = 4;

  /** What one direction needs in native memory; used by one thread at a time. */
  private static final class Direction {
    final int descriptor;
    final MemorySegment buffer;
    final MemorySegment polled;
    final MemorySegment state;

    Direction(Arena arena, int descriptor, short event, int wake) {
      this.descriptor = descriptor;
      buffer = arena.allocate(BUFFER_BYTES);
      state = Libc.state(arena);
      polled = arena.allocate(Libc.POLLED, 2);
      polled.set(ValueLayout.JAVA_INT, 0, descriptor);
      polled.set(ValueLayout.JAVA_SHORT, 4, event);
      polled.set(ValueLayout.JAVA_INT, 8, wake);
      polled.set(ValueLayout.JAVA_SHORT, 12, POLLIN);
    }

    boolean toldToEnd() {
      return polled.get(ValueLayout.JAVA_SHORT, 14) != 0;
    }
  }

  private final SystemCalls numbers;
  private final Peer peer;
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment state = Libc.state(arena);
  private final MemorySegment wakeByte = arena.allocate(1);
  private final Direction in;
  private final Direction out;
  private final int wakeIn;
  private final int wakeOut;

  /** False once send(2) has said that the descriptor is no socket. Touched by the writer only. */
  private boolean maybeSocket = true;

  // Guarded by this.
  private boolean closed;
  private int users;

  /** Over descriptors that nobody else uses or closes. */
  DescriptorLink(SystemCalls numbers, Peer peer, int in, int out) throws IOException {
    this.numbers = numbers;
    this.peer = peer;
    int[] wake = Libc.pipe(arena, state);
    this.wakeIn = wake[0];
    this.wakeOut = wake[1];
    this.in = new Direction(arena, in, POLLIN, wakeIn);
    this.out = new Direction(arena, out, POLLOUT, wakeIn);
  }

  /**
   * Takes what stdin and stdout are for this link alone. The descriptor 0 becomes an input at its
   * end, the descriptor 1 stderr, for the JVM, native code and children alike.
   */
  static DescriptorLink exchange(SystemCalls numbers, Peer peer) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.state(arena);
      int in = Libc.copy(STDIN, state);
      int out = Libc.copy(STDOUT, state);
      DescriptorLink link = new DescriptorLink(numbers, peer, in, out);
      int[] empty = Libc.pipe(arena, state);
      // Without a stderr this one fails, and everything is still as it was.
      Libc.replace(STDERR, STDOUT, state);
      Libc.replace(empty[0], STDIN, state);
      Libc.close(empty[0], state);
      Libc.close(empty[1], state);
      return link;
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    enter();
    try {
      long length = Math.min(target.remaining(), BUFFER_BYTES);
      while (true) {
        awaitReady(in);
        long count = Libc.read(in.descriptor, in.buffer, length, in.state);
        if (count > 0) {
          copy(in.buffer, target, (int) count);
          return (int) count;
        }
        if (count == 0) {
          return -1;
        }
        requireTransient("read", count);
      }
    } finally {
      leave();
    }
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    enter();
    try {
      int length = Math.min(source.remaining(), BUFFER_BYTES);
      int at = source.position();
      MemorySegment.copy(
          source.array(), source.arrayOffset() + at, out.buffer, ValueLayout.JAVA_BYTE, 0, length);
      while (true) {
        awaitReady(out);
        long count = put(length);
        if (count > 0) {
          source.position(at + (int) count);
          return (int) count;
        }
        requireTransient("write", count);
      }
    } finally {
      leave();
    }
  }

  /** Writes as much as takes no waiting: nothing could end a write(2) that waits for the reader. */
  private long put(int length) {
    if (maybeSocket) {
      long count = Libc.send(out.descriptor, out.buffer, length, numbers.dontWait(), out.state);
      if (count != -numbers.notSocket()) {
        return count;
      }
      maybeSocket = false;
    }
    int most = Math.min(length, numbers.pipeBytes());
    return Libc.write(out.descriptor, out.buffer, most, out.state);
  }

  private void awaitReady(Direction direction) throws IOException {
    long count = Libc.poll(direction.polled, 2, direction.state);
    while (count == -SystemCalls.INTERRUPTED) {
      count = Libc.poll(direction.polled, 2, direction.state);
    }
    if (count < 0) {
      throw Libc.failed("poll", count);
    }
    if (direction.toldToEnd()) {
      throw new ClosedChannelException();
    }
  }

  /** Returns if it is worth another try: somebody else was faster, or a signal came between. */
  private void requireTransient(String call, long answer) throws IOException {
    if (answer != -numbers.wouldBlock() && answer != -SystemCalls.INTERRUPTED) {
      throw Libc.failed(call, answer);
    }
  }

  private static void copy(MemorySegment from, ByteBuffer target, int count) {
    int at = target.position();
    MemorySegment.copy(
        from, ValueLayout.JAVA_BYTE, 0, target.array(), target.arrayOffset() + at, count);
    target.position(at + count);
  }

  private synchronized void enter() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    users++;
  }

  private synchronized void leave() {
    users--;
    if (closed && users == 0) {
      release();
    }
  }

  @Override
  public Peer peer() {
    return peer;
  }

  /**
   * The descriptors are freed by the last thread that uses them: their numbers may be used anew.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (users == 0) {
      release();
    } else {
      long _ = Libc.write(wakeOut, wakeByte, 1, state);
    }
  }

  private void release() {
    Libc.close(in.descriptor, state);
    Libc.close(out.descriptor, state);
    Libc.close(wakeIn, state);
    Libc.close(wakeOut, state);
  }
}
