package dev.parley.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long clients wait before they dial again, alone and many at a time. */
class BackoffTest {
  /** Always draws the longest wait. */
  private static final RandomGenerator LONGEST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          throw new UnsupportedOperationException("not from a range");
        }

        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }
      };

  private static Duration millis(long count) {
    return Duration.ofMillis(count);
  }

  @Test
  void theLongestWaitDoublesUpToTheMost() {
    Backoff backoff = new Backoff(millis(50), millis(5_000), LONGEST);
    List<Long> waits = new ArrayList<>();
    for (int attempt = 1; attempt <= 10; attempt++) {
      waits.add(backoff.before(attempt).toMillis());
    }
    assertThat(waits)
        .containsExactly(50L, 100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L, 5000L);
    assertThat(backoff.before(Integer.MAX_VALUE)).isEqualTo(millis(5_000));
    assertThat(new Backoff(Duration.ofNanos(1), Duration.ofHours(1), LONGEST).before(100))
        .isEqualTo(Duration.ofHours(1));
  }

  @Test
  void waitsAreDrawnEvenlyFromNothingUpToTheLongest() {
    Backoff backoff = new Backoff(millis(50), millis(5_000), new Random(7));
    int[] tenths = new int[10];
    for (int i = 0; i < 10_000; i++) {
      long nanos = backoff.before(3).toNanos();
      assertThat(nanos).isBetween(0L, millis(200).toNanos());
      tenths[(int) Math.min(9, nanos / millis(20).toNanos())]++;
    }
    assertThat(IntStream.of(tenths).boxed()).allSatisfy(it -> assertThat(it).isBetween(850, 1150));
  }

  /** A client whose core is away. */
  private record Attempt(long at, int client, int number) {}

  @Test
  void aThousandClientsOfACoreThatComesBackDoNotComeAllAtOnce() {
    int clients = 1_000;
    long away = millis(30_000).toNanos();
    PriorityQueue<Attempt> next = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
    List<Backoff> backoffs = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      backoffs.add(new Backoff(millis(50), millis(5_000), new Random(i)));
      next.add(new Attempt(backoffs.get(i).before(1).toNanos(), i, 1));
    }
    int attempts = 0;
    List<Long> arrivals = new ArrayList<>();
    while (!next.isEmpty()) {
      Attempt attempt = next.remove();
      attempts++;
      if (attempt.at >= away) {
        arrivals.add((attempt.at - away) / millis(100).toNanos());
      } else {
        int number = attempt.number + 1;
        long wait = backoffs.get(attempt.client).before(number).toNanos();
        next.add(new Attempt(attempt.at + wait, attempt.client, number));
      }
    }
    assertThat(arrivals).hasSize(clients).allMatch(it -> it < 50);
    int[] inATenthOfASecond = new int[50];
    arrivals.forEach(it -> inATenthOfASecond[it.intValue()]++);
    assertThat(IntStream.of(inATenthOfASecond).boxed())
        .as("of 1,000 within 100 ms of the five seconds in which they come")
        .allSatisfy(it -> assertThat(it).isLessThan(100));
    assertThat(attempts / clients).as("attempts of one in half a minute").isBetween(10, 25);
  }

  @Test
  void waitsThatMakeNoSenseAreRefused() {
    assertThat(Backoff.of(millis(1), Duration.ofHours(1)).max()).isEqualTo(Duration.ofHours(1));
    assertThatThrownBy(() -> Backoff.of(millis(1), Duration.ofHours(1).plusMillis(1)))
        .hasMessageContaining("A backoff from PT0.001S to PT1H0.001S");
    assertThatThrownBy(() -> Backoff.of(Duration.ZERO, millis(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Backoff.of(millis(2), millis(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
