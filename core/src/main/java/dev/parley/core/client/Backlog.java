package dev.parley.core.client;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has come for somebody who takes it later, up to a number of bytes. Of {@code latest}
 * notifications of a subject the newest waits, in the place of the first: who does not keep up is
 * given a handful, and the last one for certain. Guarded by its owner.
 *
 * @param <E> what waits
 */
final class Backlog<E> {
  /** What an entry costs besides its payload and subject, as in a core's backlog. */
  private static final int ENTRY_BYTES = 64;

  private static final class Entry<E> {
    E item;
    int bytes;
    final @Nullable String subject;

    Entry(E item, int bytes, @Nullable String subject) {
      this.item = item;
      this.bytes = bytes;
      this.subject = subject;
    }
  }

  private final int maxBytes;
  private final ArrayDeque<Entry<E>> waiting = new ArrayDeque<>();

  /** The latest ones that wait, by subject. */
  private final Map<String, Entry<E>> latest = new HashMap<>();

  private int bytes;

  Backlog(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** What it costs to keep a notification, as in a core's backlog. */
  static int cost(int payloadBytes, String subject) {
    return payloadBytes + subject.length() + ENTRY_BYTES;
  }

  /**
   * Whether it waits now; it does not if that were more bytes than may wait.
   *
   * @param subject of which it is the latest; null if it takes no other one's place
   */
  boolean add(E item, int cost, @Nullable String subject) {
    Entry<E> replaced = subject == null ? null : latest.get(subject);
    int freed = replaced == null ? 0 : replaced.bytes;
    if (cost > maxBytes - (bytes - freed)) {
      return false;
    }
    bytes += cost - freed;
    if (replaced == null) {
      Entry<E> entry = new Entry<>(item, cost, subject);
      waiting.add(entry);
      if (subject != null) {
        latest.put(subject, entry);
      }
    } else {
      replaced.item = item;
      replaced.bytes = cost;
    }
    return true;
  }

  /** Gives up all that waits, for one that costs nothing. */
  void replaceAll(E item) {
    clear();
    waiting.add(new Entry<>(item, 0, null));
  }

  /** Takes out the first; null if nothing waits. */
  @Nullable E poll() {
    Entry<E> entry = waiting.poll();
    if (entry == null) {
      return null;
    }
    bytes -= entry.bytes;
    if (entry.subject != null) {
      latest.remove(entry.subject);
    }
    return entry.item;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void clear() {
    waiting.clear();
    latest.clear();
    bytes = 0;
  }
}
