package dev.parley.core.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.connection.Flusher;
import dev.parley.core.notify.NotificationType;
import dev.parley.core.protocol.Limits;
import dev.parley.core.time.Ticker;
import dev.parley.core.wire.Subscribe;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What many senders let go early at a time: nothing gathers behind one of them. */
@Timeout(60)
class DebounceTest {
  private static final NotificationType<Word> CHANGED =
      NotificationType.of("Words", 4, "Words.Changed", Word.CODEC)
          .debounced(Duration.ofHours(1), Duration.ofHours(1));

  private final Audience audience = new Audience(1000, new Flusher("nobody's flusher"));
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  /** Has no room for anything: whatever is sent is let go at once. */
  private final Debounce debounce = new Debounce(Ticker.system(), 1, audience, null);

  @BeforeEach
  void listen() {
    new Subscriptions(audience, (it, _) -> hear(it), Limits.DEFAULT)
        .add(new Subscribe(1, "Words", List.of(), List.of()), 10);
  }

  @AfterEach
  void close() {
    released.countDown();
    debounce.close();
  }

  /** The first one about "slow" takes until it is released. */
  private void hear(OutgoingNotification notification) {
    if (notification.subject().equals("slow") && begun.getCount() == 1) {
      begun.countDown();
      CompletableFuture.runAsync(this::awaitRelease).join();
    }
    heard.add(notification.subject());
  }

  private void awaitRelease() {
    try {
      released.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void send(String subject) {
    debounce.publish(CHANGED, subject, new Word("changed"));
  }

  private CompletableFuture<Void> sendSlowly() throws InterruptedException {
    CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> send("slow"));
    begun.await();
    return slow;
  }

  @Test
  void whatIsLetGoEarlyDoesNotWaitForAnotherSender() throws Exception {
    CompletableFuture<Void> slow = sendSlowly();
    for (int i = 0; i < 1000; i++) {
      send("subject " + i);
    }
    assertThat(heard).hasSize(1000).doesNotContain("slow");
    released.countDown();
    slow.join();
    assertThat(heard).hasSize(1001).contains("slow");
  }

  @Test
  void twoOfOneSubjectDoNotOvertakeEachOther() throws Exception {
    CompletableFuture<Void> slow = sendSlowly();
    send("slow");
    send("another");
    assertThat(heard).containsExactly("another");
    released.countDown();
    slow.join();
    assertThat(heard).containsExactly("another", "slow", "slow");
  }

  @Test
  void closingWaitsForWhatOthersSend() throws Exception {
    CompletableFuture<Void> slow = sendSlowly();
    send("slow");
    CompletableFuture<Void> closing = CompletableFuture.runAsync(debounce::close);
    assertThat(closing).isNotDone();
    released.countDown();
    closing.join();
    assertThat(heard).containsExactly("slow", "slow");
    slow.join();
  }
}
