package dev.parley.core.collect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hash table from non-zero {@code long}s to objects, without boxing. Open addressing with linear
 * probing; removal moves later entries back, so that nothing is left behind by millions of calls.
 * Safe for use by any thread.
 */
public final class LongTable<V> {
  private static final int INITIAL_SLOTS = 16;

  private long[] keys = new long[INITIAL_SLOTS];
  private @Nullable Object[] values = new @Nullable Object[INITIAL_SLOTS];
  private volatile int size;

  /** Adds an entry unless the key is there already; tells whether it did. */
  public synchronized boolean add(long key, V value) {
    if (key == 0) {
      throw new IllegalArgumentException("0 is no key");
    }
    int slot = find(key);
    if (keys[slot] == key) {
      return false;
    }
    if (size >= keys.length / 2) {
      // First: without memory for it, the table is as it was.
      rehash(keys.length * 2);
      slot = find(key);
    }
    keys[slot] = key;
    values[slot] = value;
    size = size + 1;
    return true;
  }

  @SuppressWarnings("unchecked")
  public synchronized @Nullable V get(long key) {
    int slot = find(key);
    return keys[slot] == key && key != 0 ? (V) values[slot] : null;
  }

  /** Takes an entry out; null if there is none. */
  @SuppressWarnings("unchecked")
  public synchronized @Nullable V remove(long key) {
    int slot = find(key);
    if (keys[slot] != key || key == 0) {
      return null;
    }
    V value = (V) values[slot];
    close(slot);
    size = size - 1;
    return value;
  }

  /** How many entries there are; does not wait for changes under way. */
  public int size() {
    return size;
  }

  /** The keys of this moment. */
  public synchronized List<Long> keys() {
    List<Long> present = new ArrayList<>(size);
    for (long key : keys) {
      if (key != 0) {
        present.add(key);
      }
    }
    return present;
  }

  /** The values of this moment. */
  @SuppressWarnings("unchecked")
  public synchronized List<V> values() {
    List<V> present = new ArrayList<>(size);
    for (Object value : values) {
      if (value != null) {
        present.add((V) value);
      }
    }
    return present;
  }

  /** The slot of the key, or the free slot where it would go. */
  private int find(long key) {
    int mask = keys.length - 1;
    int slot = slotOf(key, mask);
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Frees a slot and moves the entries behind it to where a search will find them. */
  private void close(int free) {
    int mask = keys.length - 1;
    int hole = free;
    for (int slot = (hole + 1) & mask; keys[slot] != 0; slot = (slot + 1) & mask) {
      int home = slotOf(keys[slot], mask);
      boolean reachable = ((slot - home) & mask) < ((slot - hole) & mask);
      if (!reachable) {
        keys[hole] = keys[slot];
        values[hole] = values[slot];
        hole = slot;
      }
    }
    keys[hole] = 0;
    values[hole] = null;
  }

  private void rehash(int slots) {
    long[] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    long[] newKeys = new long[slots];
    values = new @Nullable Object[slots];
    keys = newKeys;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int slot = find(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }

  private static int slotOf(long key, int mask) {
    // Fibonacci hashing: clients count ids up, hostile ones choose them.
    return (int) ((key * 0x9E3779B97F4A7C15L) >>> 40) & mask;
  }
}
