package dev.parley.core.stream;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The items of a stream that came and wait to be taken. Never more than the credit that was given
 * for them; what the consumer takes is given back once it is half the window, so that the sender
 * need not wait while the consumer keeps up. Items come from the connection's reader thread; they
 * are taken by any.
 *
 * @param <T> the items, decoded
 */
public final class IncomingItems<T> {
  /** Tells the other side that it may send more; called by who takes, without a lock held. */
  @FunctionalInterface
  public interface CreditSender {
    /** Gives credit for so many more items and bytes. */
    void give(int items, int bytes);
  }

  /** What became of an item that arrived. */
  public enum Arrival {
    /** It waits to be taken. */
    QUEUED,
    /** The stream had ended before; the item is dropped. */
    ENDED,
    /** It was sent without credit: a protocol error. */
    WITHOUT_CREDIT,
    /** All streams of the connection would hold more than {@link UntakenBytes#limit}. */
    TOO_MUCH
  }

  private record Item<T>(T value, int bytes) {}

  private final int windowItems;
  private final int windowBytes;
  private final UntakenBytes untaken;
  private final CreditSender credit;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final ArrayDeque<Item<T>> queue = new ArrayDeque<>();
  private long creditItems;
  private long creditBytes;
  private int takenItems;
  private long takenBytes;
  private boolean ended;

  /** Whether the items that wait are held among those of the connection. */
  private boolean counted = true;

  private @Nullable Supplier<? extends RuntimeException> failure;

  /**
   * A stream whose sender knows of a window of that size.
   *
   * @param windowItems at least 1 ({@code Limits.streamItems})
   * @param windowBytes at least 1 ({@code Limits.streamBytes})
   */
  public IncomingItems(
      int windowItems, int windowBytes, UntakenBytes untaken, CreditSender credit) {
    if (windowItems < 1 || windowBytes < 1) {
      throw new IllegalArgumentException(
          "A window of %,d items and %,d bytes; both must be at least 1"
              .formatted(windowItems, windowBytes));
    }
    this.windowItems = windowItems;
    this.windowBytes = windowBytes;
    this.untaken = untaken;
    this.credit = credit;
    this.creditItems = windowItems;
    this.creditBytes = windowBytes;
  }

  /** Takes an item that arrived, of so many bytes on the wire; never waits. */
  public Arrival offer(T item, int bytes) {
    lock.lock();
    try {
      if (ended) {
        return Arrival.ENDED;
      }
      if (creditItems <= 0 || creditBytes <= 0) {
        return Arrival.WITHOUT_CREDIT;
      }
      if (!untaken.hold(bytes)) {
        return Arrival.TOO_MUCH;
      }
      creditItems--;
      creditBytes -= bytes;
      queue.add(new Item<>(item, bytes));
      changed.signal();
      return Arrival.QUEUED;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the next item and takes it, in the order in which they came.
   *
   * @return null at the stream's end, from then on
   * @throws InterruptedException if the thread is interrupted; no item is lost
   * @throws RuntimeException what the stream failed with, from then on
   */
  public @Nullable T take() throws InterruptedException {
    Item<T> item;
    int giveItems = 0;
    long giveBytes = 0;
    lock.lockInterruptibly();
    try {
      while (queue.isEmpty() && !ended) {
        changed.await();
      }
      item = queue.poll();
      if (item == null) {
        if (failure != null) {
          throw failure.get();
        }
        return null;
      }
      if (counted) {
        untaken.release(1, item.bytes);
      }
      takenItems++;
      takenBytes += item.bytes;
      if (!ended && (isHalf(takenItems, windowItems) || isHalf(takenBytes, windowBytes))) {
        giveItems = takenItems;
        giveBytes = takenBytes;
        takenItems = 0;
        takenBytes = 0;
        creditItems += giveItems;
        creditBytes += giveBytes;
      }
    } finally {
      lock.unlock();
    }
    if (giveItems > 0) {
      credit.give(giveItems, (int) giveBytes);
    }
    return item.value;
  }

  private static boolean isHalf(long taken, int window) {
    return taken >= (window + 1L) / 2;
  }

  /** No more items come; those that wait can still be taken. Nothing after the first end counts. */
  public void end() {
    end(null, false);
  }

  /**
   * The same, and after the items that wait, taking fails with that. They are not in the way of
   * other streams any more: with their call they are over.
   */
  public void fail(Supplier<? extends RuntimeException> because) {
    end(because, false);
  }

  /** Nobody wants the items any more: those that wait are dropped, and taking fails with that. */
  public void abort(Supplier<? extends RuntimeException> because) {
    end(because, true);
  }

  private void end(@Nullable Supplier<? extends RuntimeException> because, boolean drop) {
    lock.lock();
    try {
      if (because != null) {
        releaseWaiting();
      }
      if (drop) {
        // Also after an orderly end: a consumer that left does not come back for them.
        queue.clear();
      }
      if (!ended) {
        ended = true;
        failure = because;
      } else if (drop && failure == null) {
        failure = because;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets what waits no longer count for the connection, because its call is over in good order:
   * whoever has the stream may leave it unread, and that is in nobody else's way.
   */
  public void discount() {
    lock.lock();
    try {
      releaseWaiting();
    } finally {
      lock.unlock();
    }
  }

  private void releaseWaiting() {
    if (counted) {
      long waiting = 0;
      for (Item<T> item : queue) {
        waiting += item.bytes;
      }
      untaken.release(queue.size(), waiting);
      counted = false;
    }
  }

  /** How many items wait to be taken. */
  public int size() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }
}
