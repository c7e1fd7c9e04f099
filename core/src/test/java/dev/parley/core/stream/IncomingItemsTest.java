package dev.parley.core.stream;

import static dev.parley.core.stream.UntakenBytes.ITEM_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.stream.IncomingItems.Arrival;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class IncomingItemsTest {
  private final UntakenBytes untaken = new UntakenBytes(1000);
  private final List<String> given = new ArrayList<>();

  private IncomingItems<String> window(int items, int bytes) {
    return new IncomingItems<>(
        items, bytes, untaken, (moreItems, moreBytes) -> given.add(moreItems + "/" + moreBytes));
  }

  @Test
  void itemsAreTakenInTheOrderInWhichTheyCame() throws Exception {
    IncomingItems<String> items = window(10, 100);
    items.offer("a", 1);
    items.offer("b", 1);
    items.end();
    assertThat(items.take()).isEqualTo("a");
    assertThat(items.take()).isEqualTo("b");
    assertThat(items.take()).isNull();
    assertThat(items.take()).isNull();
  }

  @Test
  void asManyItemsMayComeAsThereIsCreditForAndNoMore() {
    IncomingItems<String> items = window(3, 100);
    for (int i = 0; i < 3; i++) {
      assertThat(items.offer("x", 1)).isEqualTo(Arrival.QUEUED);
    }
    assertThat(items.offer("x", 1)).isEqualTo(Arrival.WITHOUT_CREDIT);
  }

  @Test
  void anItemMayComeWhileThereIsCreditForOneByteAndNoLonger() {
    IncomingItems<String> items = window(10, 100);
    assertThat(items.offer("x", 99)).isEqualTo(Arrival.QUEUED);
    assertThat(items.offer("larger than what is left", 500)).isEqualTo(Arrival.QUEUED);
    assertThat(items.offer("", 0)).isEqualTo(Arrival.WITHOUT_CREDIT);
  }

  @Test
  void creditIsGivenBackWhenHalfTheWindowIsTakenAndNotBefore() throws Exception {
    IncomingItems<String> items = window(4, 1000);
    for (int i = 0; i < 4; i++) {
      items.offer("x", 10);
    }
    items.take();
    assertThat(given).isEmpty();
    items.take();
    assertThat(given).containsExactly("2/20");
    assertThat(items.offer("x", 10)).isEqualTo(Arrival.QUEUED);
    assertThat(items.offer("x", 10)).isEqualTo(Arrival.QUEUED);
    assertThat(items.offer("x", 10)).isEqualTo(Arrival.WITHOUT_CREDIT);
  }

  @Test
  void halfTheBytesAreEnoughToGiveBack() throws Exception {
    IncomingItems<String> items = window(100, 100);
    items.offer("a", 49);
    items.offer("b", 1);
    items.take();
    assertThat(given).isEmpty();
    items.take();
    assertThat(given).containsExactly("2/50");
  }

  @Test
  void aWindowOfOneIsGivenBackAtOnce() throws Exception {
    IncomingItems<String> items = window(1, 1);
    items.offer("larger than the window", 300);
    items.take();
    assertThat(given).containsExactly("1/300");
    assertThat(items.offer("next", 300)).isEqualTo(Arrival.QUEUED);
  }

  @Test
  void noCreditIsGivenForAStreamThatHasEnded() throws Exception {
    IncomingItems<String> items = window(1, 1);
    items.offer("last", 1);
    items.end();
    items.take();
    assertThat(given).isEmpty();
  }

  @Test
  void allStreamsOfAConnectionMayHoldTheLimitTogetherAndNoMore() throws Exception {
    IncomingItems<String> one = window(10, 1000);
    IncomingItems<String> other = window(10, 1000);
    assertThat(one.offer("x", 600 - ITEM_BYTES)).isEqualTo(Arrival.QUEUED);
    assertThat(other.offer("x", 400 - ITEM_BYTES)).isEqualTo(Arrival.QUEUED);
    assertThat(other.offer("", 0)).isEqualTo(Arrival.TOO_MUCH);
    assertThat(untaken.held()).isEqualTo(1000);
    one.take();
    assertThat(untaken.held()).isEqualTo(400);
    assertThat(other.offer("x", 600 - ITEM_BYTES + 1))
        .as("one too many")
        .isEqualTo(Arrival.TOO_MUCH);
    assertThat(other.offer("x", 600 - ITEM_BYTES)).isEqualTo(Arrival.QUEUED);
  }

  @Test
  void emptyItemsCostSomethingToo() throws Exception {
    int most = 1000 / ITEM_BYTES;
    IncomingItems<String> items = window(100, 1000);
    for (int i = 0; i < most; i++) {
      assertThat(items.offer("", 0)).isEqualTo(Arrival.QUEUED);
    }
    assertThat(items.offer("", 0)).isEqualTo(Arrival.TOO_MUCH);
    items.take();
    assertThat(items.offer("", 0)).isEqualTo(Arrival.QUEUED);
    items.discount();
    assertThat(untaken.held()).isZero();
  }

  @Test
  void anItemAsLargeAsTheLimitIsHeldAlone() throws Exception {
    IncomingItems<String> items = window(10, 1000);
    assertThat(items.offer("x", 999)).isEqualTo(Arrival.QUEUED);
    assertThat(window(10, 1000).offer("", 0)).isEqualTo(Arrival.TOO_MUCH);
    items.take();
    assertThat(untaken.held()).isZero();
  }

  @Test
  void aFailureComesAfterTheItemsThatWait() throws Exception {
    IncomingItems<String> items = window(10, 100);
    items.offer("a", 1);
    items.fail(() -> new IllegalStateException("lost"));
    assertThat(untaken.held()).as("not in the way of other streams").isZero();
    assertThat(items.take()).isEqualTo("a");
    assertThat(untaken.held()).isZero();
    assertThatThrownBy(items::take).hasMessage("lost");
    assertThatThrownBy(items::take).as("again").hasMessage("lost");
    assertThat(items.offer("late", 1)).isEqualTo(Arrival.ENDED);
  }

  @Test
  void abortingDropsWhatWaitsAndGivesItsBytesFree() {
    IncomingItems<String> items = window(10, 100);
    items.offer("a", 7);
    items.abort(() -> new IllegalStateException("cancelled"));
    assertThat(untaken.held()).isZero();
    assertThatThrownBy(items::take).hasMessage("cancelled");
  }

  @Test
  void abortingAfterAnOrderlyEndTellsWhoStillTakes() {
    IncomingItems<String> items = window(10, 100);
    items.offer("a", 7);
    items.end();
    assertThat(untaken.held()).as("its call goes on").isEqualTo(7 + ITEM_BYTES);
    items.abort(() -> new IllegalStateException("closed"));
    assertThat(untaken.held()).isZero();
    assertThatThrownBy(items::take).hasMessage("closed");
  }

  @Test
  void theFirstFailureCounts() {
    IncomingItems<String> items = window(10, 100);
    items.fail(() -> new IllegalStateException("first"));
    items.fail(() -> new IllegalStateException("second"));
    items.abort(() -> new IllegalStateException("third"));
    assertThatThrownBy(items::take).hasMessage("first");
  }

  @Test
  void theEndWakesWhoWaitsForAnItem() throws Exception {
    IncomingItems<String> items = window(10, 100);
    AtomicReference<String> taken = new AtomicReference<>("nothing yet");
    Thread taker =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                taken.set(String.valueOf(items.take()));
              } catch (InterruptedException e) {
                taken.set("interrupted");
              }
            });
    while (taker.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    items.end();
    taker.join();
    assertThat(taken).hasValue("null");
  }

  @Test
  void whoIsInterruptedStopsWaitingAndLosesNothing() throws Exception {
    IncomingItems<String> items = window(10, 100);
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread taker =
        Thread.ofVirtual()
            .start(() -> {
              try {
                items.take();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
            });
    taker.interrupt();
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    items.offer("a", 1);
    assertThat(items.take()).isEqualTo("a");
  }

  @Test
  void aWindowMustHaveRoomForOneItemAndOneByte() {
    assertThatThrownBy(() -> window(0, 1)).hasMessageContaining("0 items and 1 bytes");
    assertThatThrownBy(() -> window(1, 0)).hasMessageContaining("1 items and 0 bytes");
  }
}
