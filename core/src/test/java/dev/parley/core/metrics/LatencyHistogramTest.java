package dev.parley.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A histogram answers as the sorted list of all durations would, within its bound. */
class LatencyHistogramTest {
  private static final double[] PERCENTILES = {0.001, 1, 25, 50, 75, 90, 99, 99.9, 99.999, 100};

  @Test
  void aPercentileIsTheTrueOneOrUpToASixteenthMore() {
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      long[] durations = durations(random, 1 + random.nextInt(2_000));
      LatencyHistogram histogram = histogramOf(durations);
      assertThat(histogram.count()).isEqualTo(durations.length);
      Arrays.sort(durations);
      for (double percent : PERCENTILES) {
        int rank = (int) Math.max(1, Math.ceil(percent / 100 * durations.length));
        long exact = durations[rank - 1];
        long said = histogram.percentile(percent).toNanos();
        assertThat(said).as("p%s with seed %d", percent, seed).isGreaterThanOrEqualTo(exact);
        assertThat(said - exact)
            .as("how far p%s is off %,d ns with seed %d", percent, exact, seed)
            .isLessThanOrEqualTo(exact / 16);
      }
    }
  }

  /** Of every magnitude from nothing to centuries. */
  private static long[] durations(Random random, int count) {
    int magnitude = 1 + random.nextInt(63);
    return random.longs(count).map(it -> it >>> (64 - 1 - random.nextInt(magnitude))).toArray();
  }

  private static LatencyHistogram histogramOf(long... durations) {
    long[] counts = new long[LatencyHistogram.BUCKETS];
    for (long nanos : durations) {
      counts[LatencyHistogram.bucketOf(nanos)]++;
    }
    return LatencyHistogram.of(counts);
  }

  @Test
  void bucketsFollowEachOtherWithoutGapOrOverlap() {
    long first = 0;
    for (int bucket = 0; bucket < LatencyHistogram.BUCKETS; bucket++) {
      long[] counts = new long[LatencyHistogram.BUCKETS];
      counts[bucket] = 1;
      long last = LatencyHistogram.of(counts).percentile(100).toNanos();
      assertThat(LatencyHistogram.bucketOf(first)).as("bucket of %d ns", first).isEqualTo(bucket);
      assertThat(LatencyHistogram.bucketOf(last)).as("bucket of %d ns", last).isEqualTo(bucket);
      first = last + 1;
    }
    assertThat(first).as("behind the last bucket").isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void aDurationBelow32NanosecondsIsExact() {
    for (long nanos = 0; nanos < 32; nanos++) {
      assertThat(histogramOf(nanos).percentile(50)).isEqualTo(Duration.ofNanos(nanos));
    }
    assertThat(histogramOf(32).percentile(50)).isEqualTo(Duration.ofNanos(33));
  }

  @Test
  void aClockThatWentBackCountsAsNothing() {
    assertThat(LatencyHistogram.bucketOf(-1)).isZero();
    assertThat(LatencyHistogram.bucketOf(Long.MIN_VALUE)).isZero();
  }

  @Test
  void twoHistogramsAddUp() {
    LatencyHistogram few = histogramOf(1, 2, 1_000);
    LatencyHistogram many = histogramOf(2, 2, 1_000_000);
    assertThat(few.plus(many)).isEqualTo(histogramOf(1, 2, 2, 2, 1_000, 1_000_000));
    assertThat(many.plus(few)).isEqualTo(few.plus(many)).hasSameHashCodeAs(few.plus(many));
    assertThat(few.plus(LatencyHistogram.EMPTY)).isEqualTo(few).isNotEqualTo(many);
  }

  @Test
  void bucketsAreListedForExporters() {
    assertThat(histogramOf(5, 40, 5, 1_000).buckets())
        .containsExactly(
            new LatencyHistogram.Bucket(Duration.ofNanos(5), 2),
            new LatencyHistogram.Bucket(Duration.ofNanos(41), 1),
            new LatencyHistogram.Bucket(Duration.ofNanos(1_023), 1));
  }

  @Test
  void nothingMeasuredTakesNoTime() {
    assertThat(LatencyHistogram.of()).isEqualTo(LatencyHistogram.EMPTY);
    assertThat(LatencyHistogram.of(0, 0)).isSameAs(LatencyHistogram.EMPTY);
    assertThat(LatencyHistogram.EMPTY.percentile(99)).isZero();
    assertThat(LatencyHistogram.EMPTY.buckets()).isEmpty();
    assertThat(LatencyHistogram.EMPTY).hasToString("none");
  }

  @Test
  void itReadsAsASentence() {
    assertThat(histogramOf(900, 1_000, 1_500_000, 2_000_000_000L))
        .hasToString("4: p50 1.0 µs, p99 2.0 s, max 2.0 s");
  }

  @Test
  void aChangeOfTheCountsChangesNothing() {
    long[] counts = {1, 2, 3};
    LatencyHistogram histogram = LatencyHistogram.of(counts);
    counts[2] = 99;
    assertThat(histogram.count()).isEqualTo(6);
    assertThatThrownBy(() -> histogram.buckets().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void whatIsNoPercentileIsRefused() {
    for (double percent : new double[] {0, -1, 100.1, Double.NaN}) {
      assertThatThrownBy(() -> LatencyHistogram.EMPTY.percentile(percent))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("There is no percentile %s; it is above 0 and at most 100", percent);
    }
  }

  @Test
  void whatIsNoCountIsRefused() {
    assertThat(LatencyHistogram.of(new long[LatencyHistogram.BUCKETS]).count()).isZero();
    assertThatThrownBy(() -> LatencyHistogram.of(new long[LatencyHistogram.BUCKETS + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A latency histogram has 960 buckets, not 961");
    assertThatThrownBy(() -> LatencyHistogram.of(1, -2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Bucket 1 of a latency histogram holds -2");
  }
}
