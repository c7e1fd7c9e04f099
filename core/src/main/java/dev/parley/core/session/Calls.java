package dev.parley.core.session;

import dev.parley.core.collect.LongTable;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a connection that have not been answered. Each is claimed once, by whoever answers
 * it: its handler, or the core when it closes.
 */
final class Calls {
  private final LongTable<Thread> threads = new LongTable<>();

  /** The call that the reader thread works on; 0 for none. */
  private final AtomicLong onReader = new AtomicLong();

  /** A request arrived; the reader thread works on it. */
  void begin(long id) {
    onReader.lazySet(id);
  }

  /** The reader's call moves to a thread of its own; tells whether nobody has claimed it. */
  boolean move(long id, Thread thread) {
    threads.add(id, thread);
    if (onReader.compareAndSet(id, 0)) {
      return true;
    }
    threads.remove(id);
    return false;
  }

  /** Makes the caller the one who answers; false if somebody else is. */
  boolean claim(long id) {
    return onReader.get() == id
        ? onReader.compareAndSet(id, 0)
        : threads.size() != 0 && threads.remove(id) != null;
  }

  /** Whether a call of that id has not been answered. */
  boolean contains(long id) {
    return threads.size() != 0 && threads.get(id) != null;
  }

  /** How many calls run on threads of their own. */
  int size() {
    return threads.size();
  }

  boolean isEmpty() {
    return threads.size() == 0 && onReader.get() == 0;
  }

  /** The ids of the calls of this moment, the reader's aside. */
  List<Long> ids() {
    return threads.keys();
  }

  /** The reader's call; 0 for none. */
  long readersId() {
    return onReader.get();
  }

  /** The thread of a call; null if it was answered or is the reader's. */
  @Nullable Thread threadOf(long id) {
    return threads.get(id);
  }
}
