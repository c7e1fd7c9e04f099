package dev.parley.core.meter;

import dev.parley.core.metrics.LatencyHistogram;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Collects durations into the buckets of {@link LatencyHistogram}. An adder is made when its bucket
 * is first hit: an event uses a few dozen of them.
 */
final class LatencyMeter {
  private final AtomicReferenceArray<@Nullable LongAdder> buckets =
      new AtomicReferenceArray<>(LatencyHistogram.BUCKETS);

  void record(long nanos) {
    int bucket = LatencyHistogram.bucketOf(nanos);
    LongAdder adder = buckets.getPlain(bucket);
    if (adder == null) {
      adder = firstIn(bucket);
    }
    adder.increment();
  }

  private LongAdder firstIn(int bucket) {
    LongAdder made = new LongAdder();
    LongAdder other = buckets.compareAndExchange(bucket, null, made);
    return other == null ? made : other;
  }

  LatencyHistogram snapshot() {
    long[] counts = new long[LatencyHistogram.BUCKETS];
    for (int bucket = 0; bucket < counts.length; bucket++) {
      LongAdder adder = buckets.get(bucket);
      if (adder != null) {
        counts[bucket] = adder.sum();
      }
    }
    return LatencyHistogram.of(counts);
  }
}
