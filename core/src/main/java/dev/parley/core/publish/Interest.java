package dev.parley.core.publish;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What one session wants of one topic, all of its subscriptions together: everything, or what is
 * about some subjects. Changed with the {@link Audience}'s lock held, asked by every thread that
 * sends.
 */
final class Interest {
  private final Hearer hearer;

  /** How many subscriptions name no subject; with the lock. */
  private int unfiltered;

  /** Whether one of them does. */
  private volatile boolean everything;

  /** How many subscriptions name each subject; null while none does. */
  private volatile @Nullable Map<String, Integer> subjects;

  Interest(Hearer hearer) {
    this.hearer = hearer;
  }

  Hearer hearer() {
    return hearer;
  }

  boolean wants(String subject) {
    if (everything) {
      return true;
    }
    Map<String, Integer> named = subjects;
    return named != null && named.containsKey(subject);
  }

  /**
   * Counts a subscription.
   *
   * @param named its subjects; empty for all
   */
  void add(List<String> named) {
    if (named.isEmpty()) {
      unfiltered++;
      everything = true;
      return;
    }
    Map<String, Integer> counts = subjects;
    if (counts == null) {
      counts = new ConcurrentHashMap<>();
      subjects = counts;
    }
    for (String subject : named) {
      counts.merge(subject, 1, Integer::sum);
    }
  }

  /** Takes back what {@link #add} counted. */
  void remove(List<String> named) {
    if (named.isEmpty()) {
      unfiltered--;
      everything = unfiltered > 0;
      return;
    }
    Map<String, Integer> counts = subjects;
    if (counts == null) {
      return;
    }
    for (String subject : named) {
      counts.computeIfPresent(subject, (_, count) -> count == 1 ? null : count - 1);
    }
    if (counts.isEmpty()) {
      subjects = null;
    }
  }

  boolean isNone() {
    return !everything && subjects == null;
  }
}
