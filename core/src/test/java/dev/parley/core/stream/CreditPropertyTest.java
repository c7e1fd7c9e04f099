package dev.parley.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.stream.IncomingItems.Arrival;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Both ends of a stream with several senders, a reader and a consumer at a time, for windows and
 * items of any size: nothing is sent without credit, lost, doubled or put out of order, never does
 * more wait than the window and one item, and it always comes to an end.
 */
@Timeout(60)
class CreditPropertyTest {
  private static final int SENDERS = 3;
  private static final int ITEMS_OF_A_SENDER = 400;

  /** An item on the wire: who sent it, as which of theirs, with how many bytes. */
  private record Sent(int sender, int number, int bytes) {}

  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyItemArrivesOnceAndInOrderWithinTheWindow(long seed) throws Exception {
    Random random = new Random(seed);
    int windowItems = 1 + random.nextInt(random.nextBoolean() ? 3 : 50);
    int windowBytes = 1 + random.nextInt(random.nextBoolean() ? 10 : 2000);
    int largest = random.nextInt(random.nextBoolean() ? 20 : 1000);
    OutgoingWindow outgoing = new OutgoingWindow(windowItems, windowBytes);
    UntakenBytes untaken = new UntakenBytes(Long.MAX_VALUE);
    AtomicBoolean overflow = new AtomicBoolean();
    IncomingItems<Sent> incoming =
        new IncomingItems<>(
            windowItems,
            windowBytes,
            untaken,
            (items, bytes) -> {
              if (!outgoing.grant(items, bytes)) {
                overflow.set(true);
              }
            });
    BlockingQueue<Sent> wire = new ArrayBlockingQueue<>(10_000);

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> senders = new ArrayList<>();
      for (int sender = 0; sender < SENDERS; sender++) {
        int number = sender;
        Random own = new Random(random.nextLong());
        senders.add(threads.submit(() -> send(number, own, largest, outgoing, wire)));
      }
      Future<Long> mostHeld = threads.submit(() -> receive(wire, incoming, windowItems, untaken));
      Future<?> consumer = threads.submit(() -> consume(incoming));
      for (Future<?> sender : senders) {
        sender.get(50, TimeUnit.SECONDS);
      }
      assertThat(mostHeld.get(50, TimeUnit.SECONDS))
          .as("bytes that waited at most")
          .isLessThan(
              (long) windowBytes
                  + Math.max(1, largest)
                  + (long) windowItems * UntakenBytes.ITEM_BYTES);
      incoming.end();
      consumer.get(50, TimeUnit.SECONDS);
    }
    assertThat(overflow).isFalse();
    assertThat(untaken.held()).isZero();
  }

  private static Void send(
      int sender, Random random, int largest, OutgoingWindow window, BlockingQueue<Sent> wire)
      throws InterruptedException {
    int number = 0;
    while (number < ITEMS_OF_A_SENDER) {
      assertThat(window.acquire()).isTrue();
      if (random.nextInt(10) == 0) {
        window.giveBack();
      } else {
        int bytes = largest == 0 ? 0 : random.nextInt(largest + 1);
        wire.put(new Sent(sender, number++, bytes));
        window.spend(bytes);
      }
    }
    return null;
  }

  private static long receive(
      BlockingQueue<Sent> wire, IncomingItems<Sent> incoming, int windowItems, UntakenBytes untaken)
      throws InterruptedException {
    long mostHeld = 0;
    for (int i = 0; i < SENDERS * ITEMS_OF_A_SENDER; i++) {
      Sent sent = wire.take();
      assertThat(incoming.offer(sent, sent.bytes)).isEqualTo(Arrival.QUEUED);
      mostHeld = Math.max(mostHeld, untaken.held());
      assertThat(incoming.size()).isLessThanOrEqualTo(windowItems);
    }
    return mostHeld;
  }

  private static Void consume(IncomingItems<Sent> incoming) throws InterruptedException {
    int[] next = new int[SENDERS];
    for (Sent item = incoming.take(); item != null; item = incoming.take()) {
      assertThat(item.number).as("item of sender %d", item.sender).isEqualTo(next[item.sender]++);
    }
    assertThat(Arrays.stream(next).boxed()).containsOnly(ITEMS_OF_A_SENDER);
    return null;
  }
}
