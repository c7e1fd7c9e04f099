package dev.parley.core.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * How long things took, by count, as they were at one moment. Immutable.
 *
 * <p>Durations are kept in buckets whose width grows with the duration (log-linear: every power of
 * two nanoseconds is divided into {@value #STEPS} equal steps). Below 32 ns a figure is exact;
 * above, it is at least the true one and at most {@value #STEPS}<sup>-1</sup> of it, 6.25 %, more.
 * That holds for every positive {@code long}: there is no range to outgrow.
 */
public final class LatencyHistogram {
  /** Steps per power of two. */
  private static final int STEPS = 16;

  private static final int STEP_BITS = Integer.numberOfTrailingZeros(STEPS);

  /** How many buckets there are: enough for {@link Long#MAX_VALUE} nanoseconds. */
  public static final int BUCKETS = bucketOf(Long.MAX_VALUE) + 1;

  /** Nothing was measured. */
  public static final LatencyHistogram EMPTY = new LatencyHistogram(new long[0]);

  /** Up to the last bucket that holds something. */
  private final long[] counts;

  private final long count;

  private LatencyHistogram(long[] counts) {
    this.counts = counts;
    long sum = 0;
    for (long inBucket : counts) {
      sum += inBucket;
    }
    this.count = sum;
  }

  /**
   * A histogram of counts that were collected per bucket.
   *
   * @param counts how many durations fell into the bucket of each index; fewer than {@link
   *     #BUCKETS} leave the others empty. Copied.
   * @throws IllegalArgumentException if there are more, or one is negative
   */
  public static LatencyHistogram of(long... counts) {
    if (counts.length > BUCKETS) {
      throw new IllegalArgumentException(
          "A latency histogram has %,d buckets, not %,d".formatted(BUCKETS, counts.length));
    }
    int used = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      if (counts[bucket] < 0) {
        throw new IllegalArgumentException(
            "Bucket %d of a latency histogram holds %,d".formatted(bucket, counts[bucket]));
      }
      if (counts[bucket] > 0) {
        used = bucket + 1;
      }
    }
    return used == 0 ? EMPTY : new LatencyHistogram(Arrays.copyOf(counts, used));
  }

  /** The bucket of a duration; a negative one counts as 0. */
  public static int bucketOf(long nanos) {
    if (nanos < STEPS) {
      return (int) Math.max(nanos, 0);
    }
    int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - STEP_BITS;
    return (shift << STEP_BITS) + (int) (nanos >>> shift);
  }

  /** The longest duration of a bucket, in nanoseconds. */
  private static long longestOf(int bucket) {
    int shift = Math.max((bucket >> STEP_BITS) - 1, 0);
    long first = (long) (bucket - (shift << STEP_BITS)) << shift;
    return first + (1L << shift) - 1;
  }

  /** How many durations were measured. */
  public long count() {
    return count;
  }

  /**
   * The duration that the given share of all was not longer than: {@code percentile(50)} is the
   * median, {@code percentile(100)} the longest. Zero if nothing was measured.
   *
   * @throws IllegalArgumentException unless it is above 0 and at most 100
   */
  public Duration percentile(double percent) {
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException(
          "There is no percentile %s; it is above 0 and at most 100".formatted(percent));
    }
    long rank = Math.max(1, (long) Math.ceil(percent / 100 * count));
    long seen = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      seen += counts[bucket];
      if (seen >= rank) {
        return Duration.ofNanos(longestOf(bucket));
      }
    }
    return Duration.ZERO;
  }

  /** Both histograms in one: of several events, or of several cores. */
  public LatencyHistogram plus(LatencyHistogram other) {
    long[] sums = Arrays.copyOf(counts, Math.max(counts.length, other.counts.length));
    for (int bucket = 0; bucket < other.counts.length; bucket++) {
      sums[bucket] = Math.addExact(sums[bucket], other.counts[bucket]);
    }
    return of(sums);
  }

  /**
   * How many durations were not longer than {@code upTo} and longer than the bucket before.
   *
   * @param count above 0
   */
  public record Bucket(Duration upTo, long count) {
    /** Refuses null. */
    public Bucket {
      Objects.requireNonNull(upTo, "upTo");
    }
  }

  /** The buckets that hold something, shortest first; for exporters. Unmodifiable. */
  public List<Bucket> buckets() {
    List<Bucket> buckets = new ArrayList<>();
    for (int bucket = 0; bucket < counts.length; bucket++) {
      if (counts[bucket] > 0) {
        buckets.add(new Bucket(Duration.ofNanos(longestOf(bucket)), counts[bucket]));
      }
    }
    return List.copyOf(buckets);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LatencyHistogram that && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  /** For people: {@code 1,204 in p50 83 µs, p99 1.2 ms, max 4.1 ms}. */
  @Override
  public String toString() {
    return count == 0
        ? "none"
        : "%,d: p50 %s, p99 %s, max %s"
            .formatted(count, text(percentile(50)), text(percentile(99)), text(percentile(100)));
  }

  private static String text(Duration duration) {
    double nanos = duration.toNanos();
    return nanos < 1e6
        ? "%.1f µs".formatted(nanos / 1e3)
        : nanos < 1e9 ? "%.1f ms".formatted(nanos / 1e6) : "%.1f s".formatted(nanos / 1e9);
  }
}
