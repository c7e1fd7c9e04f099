package dev.parley.transport.ffi;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers for things that C can't hold, none used twice: a place in a table and how often it was
 * used. Finding one takes no lock and makes no object. Safe for use by any thread.
 */
final class Handles<T> {
  private static final int PLACE_BITS = 24;
  private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;

  private record Entry<T>(long handle, T thing) {}

  /** Read without the lock: whoever has a handle got it after its entry was here. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private volatile @Nullable Entry<T>[] entries = new Entry[16];

  // Guarded by this.
  private final ArrayDeque<Integer> free = new ArrayDeque<>();
  private int used;
  private long uses;

  /** A handle for the thing, greater than 0. */
  synchronized long add(T thing) {
    Integer place = free.poll();
    if (place == null) {
      if (used > PLACE_MASK) {
        throw new IllegalStateException("More than %,d handles are in use".formatted(used));
      }
      place = used++;
      if (place == entries.length) {
        entries = Arrays.copyOf(entries, 2 * place);
      }
    }
    long handle = ++uses << PLACE_BITS | place;
    entries[place] = new Entry<>(handle, thing);
    return handle;
  }

  /** What the handle stands for; null if nothing does any more. */
  @Nullable T get(long handle) {
    int place = (int) handle & PLACE_MASK;
    @Nullable Entry<T>[] current = entries;
    Entry<T> entry = place < current.length ? current[place] : null;
    return entry != null && entry.handle == handle ? entry.thing : null;
  }

  /** Forgets the handle; what it stood for, or null if somebody has done so before. */
  synchronized @Nullable T remove(long handle) {
    T thing = get(handle);
    if (thing != null) {
      int place = (int) handle & PLACE_MASK;
      entries[place] = null;
      free.add(place);
    }
    return thing;
  }

  /** What there are handles for at this moment. */
  synchronized List<T> all() {
    List<T> things = new ArrayList<>();
    for (Entry<T> entry : entries) {
      if (entry != null) {
        things.add(entry.thing);
      }
    }
    return things;
  }
}
