package dev.parley.transport.ffi;

import dev.parley.core.transport.FrameReceiver;
import dev.parley.core.transport.Peer;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One link between the host and a core, as bridge.h has it. Frames from the host are handled on the
 * thread that brings them; frames for the host are given to its callback by one thread at a time.
 *
 * <p>It ends once, by the core or by the host. Where the core ends it the host is told, when no
 * frame is being delivered any more. Where the host closes it, the library waits for that.
 */
final class InProcessLink implements DirectLink {
  private static final int LEAST_ROOM = 4 << 10;

  /** Memory that grew larger is not kept. */
  private static final int KEPT_ROOM = 256 << 10;

  private final long token;
  private final Peer peer;
  private final Executor others;
  private final Consumer<InProcessLink> onEnd;
  private final Arrivals arrivals;

  /** What the library knows it by. */
  private volatile long handle;

  /** Nothing is delivered any more. */
  private volatile boolean over;

  /**
   * The thread that delivers a frame. It is set before {@link #over} is asked, and who sets that
   * asks for the thread afterwards: one of the two sees the other.
   */
  private volatile @Nullable Thread delivering;

  // Of the one thread that delivers.
  private long room;
  private int roomBytes;

  /** Whether the host is to be told of the end; guarded by this. */
  private boolean endDue;

  /**
   * @param token what the host knows it by
   * @param others runs what no thread is at hand for
   * @param onEnd told once, when no callback of the link runs or will run
   */
  InProcessLink(long token, Peer peer, Executor others, Consumer<InProcessLink> onEnd) {
    this.token = token;
    this.peer = peer;
    this.others = others;
    this.onEnd = onEnd;
    this.arrivals = new Arrivals(others);
  }

  /** The library knows it by this handle, from here on. Called once, before it can end. */
  void known(long by) {
    handle = by;
  }

  long handle() {
    return handle;
  }

  /** Frames go to this receiver from here on. Called once. */
  void begin(FrameReceiver receiver) {
    arrivals.begin(receiver);
  }

  /** Takes a frame from the host; a status says what became of it. */
  int take(long address, long length) {
    if (over) {
      return Status.CLOSED;
    }
    if (length == 0) {
      return Status.OK;
    }
    // Within the callback it would wait for itself to write.
    return arrivals.take(address, length, delivering != Thread.currentThread());
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public void send(byte[] frame, int offset, int length) throws IOException {
    boolean taken = false;
    delivering = Thread.currentThread();
    try {
      if (!over) {
        long address = room(length);
        Memory.write(frame, offset, length, address);
        taken = Host.deliver(token, address, length);
      }
    } finally {
      delivering = null;
      if (over) {
        settle();
      }
    }
    if (!taken) {
      throw new IOException("The host takes no more frames");
    }
  }

  private long room(int length) {
    if (length > roomBytes || (roomBytes > KEPT_ROOM && length <= KEPT_ROOM)) {
      freeRoom();
      int bytes = Math.max(LEAST_ROOM, Math.min(2 * length, KEPT_ROOM));
      bytes = Math.max(bytes, length);
      room = Memory.allocate(bytes);
      roomBytes = bytes;
    }
    return room;
  }

  private void freeRoom() {
    long address = room;
    room = 0;
    roomBytes = 0;
    if (address != 0) {
      Memory.free(address);
    }
  }

  /** Ended by the core. */
  @Override
  public void close() {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      endDue = true;
    }
    // Aside: who closes must neither wait for the host nor be called back by the core.
    others.execute(() -> {
      arrivals.end(true);
      settle();
    });
  }

  /** Goes on with the end, once no frame is being delivered; by whoever was the last to do so. */
  private void settle() {
    synchronized (this) {
      if (delivering != null) {
        return;
      }
      // Whoever comes late finds it over and does not touch it.
      freeRoom();
      if (!endDue) {
        return;
      }
      endDue = false;
    }
    try {
      Host.ended(token);
    } finally {
      onEnd.accept(this);
    }
  }

  /** Closed by the host, which is told nothing any more. */
  int closeByHost() {
    synchronized (this) {
      if (over && !endDue) {
        return Status.CLOSED;
      }
      over = true;
      endDue = false;
    }
    arrivals.end(delivering != Thread.currentThread());
    settle();
    onEnd.accept(this);
    return Status.OK;
  }
}
