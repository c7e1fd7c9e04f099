package dev.parley.core.notify;

import java.time.Duration;

/** How the notifications of a type are delivered. */
public sealed interface Policy {
  /** All of them, in order. */
  Policy EVERY = new Every();

  /** To a slow front end only the newest of each subject. */
  Policy LATEST = new Latest();

  /** All of them, in order. */
  record Every() implements Policy {}

  /** To a slow front end only the newest of each subject. */
  record Latest() implements Policy {}

  /**
   * Only the newest of each subject, once they have come to rest.
   *
   * @param quiet for how long none must have come
   * @param maxWait for how long one is held back at most
   */
  record Debounced(Duration quiet, Duration maxWait) implements Policy {
    /** Refuses times that can't be kept. */
    public Debounced {
      if (!quiet.isPositive() || maxWait.compareTo(quiet) < 0) {
        throw new IllegalArgumentException(
            "Debounced: quiet is %s and maxWait %s; quiet must be positive and maxWait no shorter"
                .formatted(quiet, maxWait));
      }
    }
  }
}
