package dev.parley.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OutgoingWindowTest {
  @Test
  void anItemMayBeSentWhileThereIsCreditForOneAndNoLonger() throws Exception {
    OutgoingWindow window = new OutgoingWindow(2, 1000);
    send(window, 10);
    send(window, 10);
    CompletableFuture<Boolean> third = acquiring(window);
    assertThat(third).isNotDone();
    assertThat(window.grant(1, 0)).isTrue();
    assertThat(third.get()).isTrue();
  }

  @Test
  void anItemMayCostMoreThanTheBytesThatAreLeftAndTheNextWaitsUntilThatIsMadeGood()
      throws Exception {
    OutgoingWindow window = new OutgoingWindow(10, 1);
    send(window, 1000);
    CompletableFuture<Boolean> second = acquiring(window);
    assertThat(window.grant(1, 999)).isTrue();
    assertThat(second).as("with a credit of 0 bytes").isNotDone();
    assertThat(window.grant(0, 1)).isTrue();
    assertThat(second.get()).isTrue();
  }

  @Test
  void nobodySendsWhileAnotherHasTheTurn() throws Exception {
    OutgoingWindow window = new OutgoingWindow(10, 10);
    assertThat(window.acquire()).isTrue();
    CompletableFuture<Boolean> second = acquiring(window);
    assertThat(second).isNotDone();
    window.spend(10);
    assertThat(second).as("the first has spent all bytes").isNotDone();
    window.grant(1, 10);
    assertThat(second.get()).isTrue();
  }

  @Test
  void aTurnThatIsGivenBackCostsNothing() throws Exception {
    OutgoingWindow window = new OutgoingWindow(1, 1);
    assertThat(window.acquire()).isTrue();
    window.giveBack();
    assertThat(window.acquire()).isTrue();
  }

  @Test
  void creditOf2147483647IsTakenAndOneMoreIsRefused() {
    OutgoingWindow window = new OutgoingWindow(1, 1);
    assertThat(window.grant(Integer.MAX_VALUE, 0)).isFalse();
    assertThat(window.grant(0, Integer.MAX_VALUE)).isFalse();
    assertThat(window.grant(-1, 0)).as("2³²-1 items").isFalse();
    assertThat(window.grant(0, -1)).as("2³²-1 bytes").isFalse();
    assertThat(window.grant(Integer.MAX_VALUE - 1, Integer.MAX_VALUE - 1)).isTrue();
    assertThat(window.grant(1, 0)).isFalse();
    assertThat(window.grant(0, 1)).isFalse();
  }

  @Test
  void aWindowBeyond2147483647IsRefused() {
    assertThatThrownBy(() -> new OutgoingWindow(-1, 0))
        .hasMessage("A window of 4294967295 items and 0 bytes; the most is 2,147,483,647");
    assertThatThrownBy(() -> new OutgoingWindow(0, -1)).hasMessageContaining("4294967295 bytes");
  }

  @Test
  void aWindowOfNothingWaitsForTheFirstCredit() throws Exception {
    OutgoingWindow window = new OutgoingWindow(0, 0);
    CompletableFuture<Boolean> first = acquiring(window);
    window.grant(1, 0);
    assertThat(first).isNotDone();
    window.grant(0, 1);
    assertThat(first.get()).isTrue();
  }

  @Test
  void closingWakesEverybodyAndLetsNobodySend() throws Exception {
    OutgoingWindow window = new OutgoingWindow(0, 0);
    CompletableFuture<Boolean> first = acquiring(window);
    CompletableFuture<Boolean> second = acquiring(window);
    window.close();
    assertThat(first.get()).isFalse();
    assertThat(second.get()).isFalse();
    window.grant(1, 1);
    assertThat(window.acquire()).isFalse();
    assertThat(window.isClosed()).isTrue();
  }

  @Test
  void whoIsInterruptedStopsWaitingAndTakesNoTurn() throws Exception {
    OutgoingWindow window = new OutgoingWindow(0, 0);
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread sender =
        Thread.ofVirtual()
            .start(() -> {
              try {
                window.acquire();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
            });
    sender.interrupt();
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    window.grant(1, 1);
    assertThat(window.acquire()).isTrue();
  }

  private static void send(OutgoingWindow window, int bytes) throws InterruptedException {
    assertThat(window.acquire()).isTrue();
    window.spend(bytes);
  }

  /** Begins to acquire on another thread, and returns when that waits or is done. */
  private static CompletableFuture<Boolean> acquiring(OutgoingWindow window) {
    CompletableFuture<Boolean> acquired = new CompletableFuture<>();
    Thread sender =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                acquired.complete(window.acquire());
              } catch (InterruptedException e) {
                acquired.completeExceptionally(e);
              }
            });
    while (!acquired.isDone() && sender.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return acquired;
  }
}
