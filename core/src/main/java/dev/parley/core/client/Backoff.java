package dev.parley.core.client;

import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * How long a client waits before it dials again: up to {@link #initial} the first time, up to twice
 * that the next, and so on up to {@link #max}. The time waited is drawn evenly from nothing up to
 * that much ("full jitter"), so that the many clients of a core that was started again do not all
 * come in the same moment. A connection that lasted for {@link #max} begins anew with {@link
 * #initial}.
 *
 * @param initial the longest wait before the first attempt; positive
 * @param max the longest wait before any attempt; not shorter than {@code initial}, at most an hour
 * @param random where the waits are drawn from; asked by one thread at a time of each client
 */
public record Backoff(Duration initial, Duration max, RandomGenerator random) {
  /** First, for it is asked when the next is made. */
  private static final Duration LONGEST = Duration.ofHours(1);

  /** From 50 ms up to 5 s. */
  public static final Backoff DEFAULT = of(Duration.ofMillis(50), Duration.ofSeconds(5));

  /**
   * Refuses waits that make no sense.
   *
   * @throws IllegalArgumentException naming them
   */
  public Backoff {
    Objects.requireNonNull(random, "random");
    if (!initial.isPositive() || max.compareTo(initial) < 0 || max.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "A backoff from %s to %s; the first must be positive, and the second neither shorter nor longer than %s"
              .formatted(initial, max, LONGEST));
    }
  }

  /** A backoff whose waits nobody can foresee. */
  public static Backoff of(Duration initial, Duration max) {
    return new Backoff(initial, max, new Unforeseen());
  }

  /**
   * How long to wait before that attempt.
   *
   * @param attempt from 1
   */
  Duration before(int attempt) {
    long longest = max.toNanos();
    long first = initial.toNanos();
    int doublings = Math.min(attempt - 1, Long.numberOfLeadingZeros(first) - 1);
    long most = Math.min(longest, first << doublings);
    return Duration.ofNanos(random.nextLong(most + 1));
  }

  /** Each thread's own source, found when it is asked. */
  private static final class Unforeseen implements RandomGenerator {
    @Override
    public long nextLong() {
      return java.util.concurrent.ThreadLocalRandom.current().nextLong();
    }
  }
}
