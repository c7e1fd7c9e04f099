package dev.parley.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.wire.Protocol;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is kept of what was written: for how long, from where it can be had, and how much of it. */
@Timeout(30)
class RetainedTest {
  private static final int LIMIT = 100_000;

  private final Retained retained = new Retained(LIMIT);
  private final ByteArrayOutputStream all = new ByteArrayOutputStream();

  /** Where frames begin, and where the last one ends. */
  private final List<Long> bounds = new ArrayList<>(List.of(0L));

  /** Adds frames of so many bytes, their lengths included, in one go. */
  private void add(int... sizes) {
    int sum = 0;
    for (int size : sizes) {
      sum += size;
    }
    ByteBuffer frames = ByteBuffer.allocate(sum + 3).position(3);
    for (int size : sizes) {
      byte[] body = new byte[size - Protocol.LENGTH_BYTES];
      new Random(bounds.size()).nextBytes(body);
      frames.putInt(body.length).put(body);
      bounds.add(bounds.getLast() + size);
    }
    all.write(frames.array(), 3, sum);
    retained.add(frames.array(), 3, 3 + sum);
  }

  private byte[] from(long position) {
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    for (byte[] part = retained.from(position); part != null; part = retained.from(position)) {
      again.writeBytes(part);
      position += part.length;
    }
    return again.toByteArray();
  }

  private byte[] allBehind(long position) {
    byte[] bytes = all.toByteArray();
    return java.util.Arrays.copyOfRange(bytes, (int) position, bytes.length);
  }

  @Test
  void everythingCanBeHadAgainFromEveryFrameAndFromNowhereElse() {
    Random random = new Random(20261122);
    while (all.size() < 80_000) {
      int[] sizes = new int[1 + random.nextInt(8)];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = Protocol.LENGTH_BYTES + random.nextInt(random.nextInt(9) == 0 ? 20_000 : 200);
      }
      add(sizes);
    }
    for (long bound : bounds) {
      assertThat(retained.reaches(bound)).as("a frame at %,d", bound).isTrue();
      assertThat(from(bound)).isEqualTo(allBehind(bound));
    }
    for (long position = 0; position <= all.size(); position++) {
      assertThat(retained.reaches(position))
          .as("at %,d", position)
          .isEqualTo(bounds.contains(position));
    }
  }

  @Test
  void nothingCanBeHadFromAPositionThatNeverWas() {
    add(10, 10);
    for (long position : new long[] {21, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      assertThat(retained.reaches(position)).as("from %d", position).isFalse();
      assertThat(retained.acknowledge(position)).as("up to %d", position).isFalse();
    }
    assertThat(from(0)).isEqualTo(allBehind(0));
  }

  @Test
  void whatWasAcknowledgedIsFreed() {
    for (int i = 0; i < 6; i++) {
      add(Retained.CHUNK_BYTES / 2, Retained.CHUNK_BYTES / 2);
    }
    assertThat(retained.bytes()).isEqualTo(6L * Retained.CHUNK_BYTES);
    assertThat(retained.acknowledge(5L * Retained.CHUNK_BYTES)).isTrue();
    assertThat(retained.bytes()).isEqualTo(Retained.CHUNK_BYTES);
    assertThat(retained.acknowledge(retained.end())).isTrue();
    assertThat(retained.bytes()).isZero();
    assertThat(retained.reaches(retained.end())).isTrue();
    assertThat(retained.from(retained.end())).isNull();
  }

  @Test
  void nobodyGoesBackBehindWhatHeAcknowledged() {
    add(10, 10, 10);
    assertThat(retained.acknowledge(20)).isTrue();
    assertThat(retained.acknowledge(10)).as("an Ack that is late").isTrue();
    assertThat(retained.reaches(10)).isFalse();
    assertThat(retained.reaches(20)).isTrue();
    assertThat(from(20)).isEqualTo(allBehind(20));
  }

  @Test
  void theLimitIsKeptAndTheOldestForgottenBeyondIt() {
    int size = Retained.CHUNK_BYTES / 4;
    while (all.size() + size <= LIMIT) {
      add(size);
    }
    assertThat(retained.reaches(0)).as("with %,d of %,d bytes", all.size(), LIMIT).isTrue();
    add(size);
    assertThat(retained.reaches(0)).as("with %,d bytes", all.size()).isFalse();
    assertThat(retained.reaches(Retained.CHUNK_BYTES)).as("the second chunk").isTrue();
    assertThat(from(Retained.CHUNK_BYTES)).isEqualTo(allBehind(Retained.CHUNK_BYTES));
    assertThat(retained.bytes()).isLessThanOrEqualTo(LIMIT);
  }

  @Test
  void whatWasAcknowledgedDoesNotCountAgainstTheLimit() {
    add(60_000);
    assertThat(retained.acknowledge(60_000)).isTrue();
    add(60_000);
    assertThat(retained.reaches(60_000)).isTrue();
  }

  @Test
  void aFrameBeyondTheLimitLeavesOnlyItsEnd() {
    add(100, LIMIT + 1);
    assertThat(retained.bytes()).isZero();
    assertThat(retained.reaches(100)).isFalse();
    assertThat(retained.reaches(retained.end())).isTrue();
    add(100);
    assertThat(from(LIMIT + 101L)).isEqualTo(allBehind(LIMIT + 101L));
  }

  @Test
  void whatIsClearedIsGone() {
    add(100);
    retained.clear();
    assertThat(retained.bytes()).isZero();
    assertThat(retained.reaches(0)).isFalse();
  }
}
