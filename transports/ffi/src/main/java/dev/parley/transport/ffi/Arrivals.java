package dev.parley.transport.ffi;

import dev.parley.core.transport.FrameReceiver;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one link on their way into the core, which takes them from one thread at a time.
 * Whoever comes while nobody is at it handles its frame itself; frames that come meanwhile are
 * copied to a bounded queue, and that thread handles them as well before it leaves. So nobody ever
 * waits for another sender, nor for itself. Safe for use by any thread.
 */
final class Arrivals {
  /** A thread that came with one frame need not handle more of others' than this. */
  private static final int MOST_FOR_OTHERS = 1024;

  /** What a frame costs in the queue besides its bytes, as it would on a byte stream. */
  private static final int LENGTH_BYTES = 4;

  /** A buffer that grew larger is not kept. */
  private static final int KEPT_BYTES = 64 << 10;

  private static final VarHandle STATE = stateHandle();

  /** Nobody handles frames, and none wait. */
  private static final int IDLE = 0;

  /** A thread handles a frame, and none wait. */
  private static final int HELD = 1;

  /** A thread handles frames, or will, and others may wait; left with the lock only. */
  private static final int MORE = 2;

  private final Executor others;

  /** Held until there is a receiver. */
  @SuppressWarnings("UnusedVariable") // By its handle.
  private volatile int state = HELD;

  private volatile @Nullable FrameReceiver receiver;

  // Of the thread that handles frames.
  private byte[] buffer = new byte[1 << 10];

  // Guarded by this.
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean ended;
  private boolean endTold;

  /**
   * @param others runs what no thread is at hand for
   */
  Arrivals(Executor others) {
    this.others = others;
  }

  private static VarHandle stateHandle() {
    try {
      return MethodHandles.lookup().findVarHandle(Arrivals.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Gives everything to this receiver, from here on. Called once. */
  void begin(FrameReceiver its) {
    receiver = its;
    passOn();
  }

  private FrameReceiver receiver() {
    return Objects.requireNonNull(receiver);
  }

  /**
   * Takes the frame at an address.
   *
   * @param here whether the current thread may handle it; else another one will
   * @return {@link Status#OK} if it was handled or waits for that
   */
  int take(long address, long length, boolean here) {
    FrameReceiver its = receiver;
    if (its == null) {
      return Status.CLOSED;
    }
    if (length > its.maxFrameBytes()) {
      return Status.TOO_LARGE;
    }
    if (here && STATE.compareAndSet(this, IDLE, HELD)) {
      handle(its, address, (int) length);
      return Status.OK;
    }
    return leave(its, address, (int) length, here);
  }

  private void handle(FrameReceiver its, long address, int length) {
    try {
      byte[] bytes = buffer;
      if (bytes.length < length) {
        bytes = new byte[length];
        if (length <= KEPT_BYTES) {
          buffer = bytes;
        }
      }
      Memory.read(address, bytes, length);
      its.frame(bytes, 0, length);
    } finally {
      passOn();
    }
  }

  /** Leaves a copy to the thread that handles frames. */
  private int leave(FrameReceiver its, long address, int length, boolean here) {
    boolean begin;
    synchronized (this) {
      if (ended) {
        return Status.CLOSED;
      }
      if (waitingBytes + LENGTH_BYTES + length > its.maxQueueBytes()) {
        return Status.OVERLOADED;
      }
      byte[] copy = new byte[length];
      Memory.read(address, copy, length);
      waiting.add(copy);
      waitingBytes += LENGTH_BYTES + length;
      begin = occupy();
    }
    if (begin) {
      goOn(here);
    }
    return Status.OK;
  }

  /**
   * Makes whoever handles frames look into the queue; with the lock held.
   *
   * @return whether that is nobody, and so the caller has to see to it
   */
  private boolean occupy() {
    while (true) {
      if (state == MORE || STATE.compareAndSet(this, HELD, MORE)) {
        return false;
      }
      if (STATE.compareAndSet(this, IDLE, MORE)) {
        return true;
      }
    }
  }

  private void goOn(boolean here) {
    if (here) {
      handleWaiting();
    } else {
      others.execute(this::handleWaiting);
    }
  }

  /** The current thread has handled its frame. */
  private void passOn() {
    if (!STATE.compareAndSet(this, HELD, IDLE)) {
      handleWaiting();
    }
  }

  private void handleWaiting() {
    for (int handled = 0; handled < MOST_FOR_OTHERS; handled++) {
      boolean end;
      byte[] next;
      synchronized (this) {
        next = waiting.poll();
        end = next == null && ended && !endTold;
        if (next == null && !end) {
          state = IDLE;
          return;
        }
        if (next != null) {
          waitingBytes -= LENGTH_BYTES + next.length;
        }
        endTold |= end;
      }
      if (next != null) {
        receiver().frame(next, 0, next.length);
      } else {
        receiver().closed(null);
      }
    }
    others.execute(this::handleWaiting);
  }

  /** Nothing follows: tells the receiver when it has handled what came before. */
  void end(boolean here) {
    boolean begin;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      begin = occupy();
    }
    if (begin) {
      goOn(here);
    }
  }
}
