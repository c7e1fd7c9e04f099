package dev.parley.core.publish;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The notifications that wait until there is room for them on the way to one front end, in the
 * order in which they were sent, bounded by bytes. One that is sent as {@code latest} takes the
 * place of an older one of the same topic and subject, so that a hundred thousand updates of one
 * thing wait as one. Guarded by the connection's lock.
 */
final class Backlog {
  /** What an entry costs beside its payload and subject, in bytes. */
  static final int ENTRY_BYTES = 64;

  /** A queue that was longer is not kept when it is empty. */
  private static final int KEPT_ENTRIES = 256;

  private final long maxBytes;
  private boolean grown;
  private Queue<Entry> entries = new ArrayDeque<>();
  private Map<Key, Entry> latest = new HashMap<>();
  private long bytes;

  private static final class Entry {
    OutgoingNotification notification;

    Entry(OutgoingNotification notification) {
      this.notification = notification;
    }
  }

  /** What became of a notification. */
  enum Added {
    /** It waits behind all others. */
    BEHIND,
    /** It waits in the place of an older one. */
    INSTEAD,
    /** There is no room for it. */
    REFUSED
  }

  /**
   * @param maxBytes how many bytes may wait: payloads, subjects, and {@value #ENTRY_BYTES} for each
   */
  Backlog(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  static long cost(OutgoingNotification notification) {
    return (long) notification.bytes() + ENTRY_BYTES;
  }

  Added add(OutgoingNotification notification) {
    boolean isLatest = notification.isLatest();
    Entry older = isLatest && !latest.isEmpty() ? latest.get(notification.key()) : null;
    long freed = older == null ? 0 : cost(older.notification);
    long after = bytes - freed + cost(notification);
    if (after > maxBytes) {
      return Added.REFUSED;
    }
    bytes = after;
    if (older != null) {
      older.notification = notification;
      return Added.INSTEAD;
    }
    Entry entry = new Entry(notification);
    entries.add(entry);
    grown |= entries.size() > KEPT_ENTRIES;
    if (isLatest) {
      latest.put(notification.key(), entry);
    }
    return Added.BEHIND;
  }

  /** The notification whose turn it is; null if none waits. */
  @Nullable OutgoingNotification peek() {
    Entry first = entries.peek();
    return first == null ? null : first.notification;
  }

  /** Takes out the notification whose turn it is. */
  void remove() {
    Entry first = entries.remove();
    bytes -= cost(first.notification);
    if (first.notification.isLatest()) {
      var _ = latest.remove(first.notification.key());
    }
    if (grown && entries.isEmpty()) {
      letGo();
    }
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  int size() {
    return entries.size();
  }

  /** How many bytes wait, as they are counted against the limit. */
  long bytes() {
    return bytes;
  }

  /** Drops everything. */
  void clear() {
    bytes = 0;
    letGo();
  }

  /** Gives back the memory that a long queue has grown to. */
  private void letGo() {
    entries = new ArrayDeque<>();
    latest = new HashMap<>();
    grown = false;
  }
}
