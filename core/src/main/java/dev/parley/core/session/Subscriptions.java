package dev.parley.core.session;

import dev.parley.core.wire.Subscribe;
import java.util.ArrayList;
import java.util.List;

/**
 * What a front end listens to. Changed by its reader thread, asked by every thread that sends a
 * notification.
 */
final class Subscriptions {
  private volatile List<Entry> entries = List.of();

  /** A subscription and what it costs to keep it. */
  private record Entry(Subscribe subscribe, int bytes) {}

  int size() {
    return entries.size();
  }

  /** How many bytes the frames had that asked for them. */
  long bytes() {
    long sum = 0;
    for (Entry entry : entries) {
      sum += entry.bytes;
    }
    return sum;
  }

  boolean contains(long id) {
    for (Entry entry : entries) {
      if (entry.subscribe.id() == id) {
        return true;
      }
    }
    return false;
  }

  void add(Subscribe subscribe, int bytes) {
    List<Entry> longer = new ArrayList<>(entries);
    longer.add(new Entry(subscribe, bytes));
    entries = List.copyOf(longer);
  }

  /** Ends a subscription; one that does not exist is none to end. */
  void remove(long id) {
    entries = entries.stream().filter(entry -> entry.subscribe.id() != id).toList();
  }

  void clear() {
    entries = List.of();
  }

  boolean match(String source, int type, String subject) {
    List<Entry> present = entries;
    for (int i = 0; i < present.size(); i++) {
      if (present.get(i).subscribe.matches(source, type, subject)) {
        return true;
      }
    }
    return false;
  }
}
