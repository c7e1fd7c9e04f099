package dev.parley.testkit;

import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * How one direction of a {@link FaultyLink} is cut into pieces. For use by one thread at a time.
 */
final class FaultyDirection {
  private final long bytes;
  private final int piece;
  private final @Nullable Random sizes;
  private final @Nullable Duration pace;
  private final VirtualTicker time;
  private volatile long passed;

  FaultyDirection(long bytes, Faults faults, long seed, VirtualTicker time) {
    this.bytes = bytes;
    this.piece = faults.piece();
    this.sizes = faults.seed() == 0 ? null : new Random(seed);
    this.pace = faults.pace();
    this.time = time;
  }

  /** Takes its time, and says how many bytes may pass then, of so many that want to. */
  int next(int wanted) {
    if (pace != null) {
      time.advance(pace);
    }
    int most = sizes == null ? piece : 1 + sizes.nextInt(piece);
    return (int) Math.min(Math.min(wanted, most), left());
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread changes it, others look.
  void passed(int count) {
    passed += count;
  }

  long passed() {
    return passed;
  }

  long left() {
    return bytes - passed;
  }
}
