package dev.parley.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.codec.Codec;
import dev.parley.core.event.Empty;
import dev.parley.core.event.EventType;
import dev.parley.core.protocol.Reason;
import dev.parley.core.stream.IncomingItems;
import dev.parley.core.stream.ItemSender;
import dev.parley.core.time.Ticker;
import dev.parley.core.transport.Peer;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The state of one call: one answer, one interrupt within its handler, one release. */
@Timeout(60)
class ServedCallTest {
  private static final EventType<Empty, Empty, ?> TYPE =
      EventType.of("Test.Call", Empty.CODEC, Empty.CODEC);

  private final Released released = new Released();

  private ServedCall call() {
    return new ServedCall(7, TYPE, released, 0, null);
  }

  @Test
  void aCallIsClaimedOnce() {
    ServedCall call = call();
    assertThat(call.claim()).isTrue();
    assertThat(call.claim()).isFalse();
    assertThat(call.claimInsteadOfHandler()).isFalse();
    assertThat(call.isAnswered()).isTrue();
    assertThat(call.isEnded()).as("the handler's own answer").isFalse();
    assertThat(call.isOver()).as("it never ran").isTrue();
  }

  @Test
  void aCallThatWasAnsweredBeforeItWasHandedOnNeitherRunsNorCounts() {
    ServedCall call = call();
    assertThat(call.claimInsteadOfHandler()).isTrue();
    assertThat(call.hand()).isFalse();
    assertThat(call.isEnded()).isTrue();
    assertThat(released.count).hasValue(0);
  }

  @Test
  void aCallThatWasAnsweredBeforeItsTurnCountsUntilItsTurn() {
    ServedCall call = call();
    assertThat(call.hand()).isTrue();
    assertThat(call.claimInsteadOfHandler()).isTrue();
    call.abandoned();
    assertThat(Thread.interrupted()).isFalse();
    assertThat(released.count).hasValue(0);
    assertThat(call.start()).isFalse();
    assertThat(released.count).hasValue(1);
    assertThat(call.isOver()).isTrue();
  }

  @Test
  void aCallCountsUntilBothAnswerAndHandlersEndAreThere() {
    ServedCall answeredLast = call();
    assertThat(answeredLast.hand()).isTrue();
    assertThat(answeredLast.start()).isTrue();
    answeredLast.end();
    assertThat(released.count).hasValue(0);
    assertThat(answeredLast.claim()).isTrue();
    assertThat(released.count).hasValue(1);
    ServedCall endedLast = call();
    assertThat(endedLast.hand()).isTrue();
    assertThat(endedLast.start()).isTrue();
    assertThat(endedLast.claimInsteadOfHandler()).isTrue();
    assertThat(released.count).hasValue(1);
    endedLast.end();
    assertThat(released.count).hasValue(2);
  }

  @Test
  void theInterruptIsGoneWhenTheHandlerHasEnded() {
    ServedCall call = call();
    assertThat(call.startHere()).isTrue();
    assertThat(call.thread()).isSameAs(Thread.currentThread());
    assertThat(call.claimInsteadOfHandler()).isTrue();
    call.abandoned();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    call.end();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(call.thread()).isNull();
    call.abandoned();
    assertThat(Thread.currentThread().isInterrupted()).as("after the end").isFalse();
  }

  @Test
  void whoeverComesFirstThereIsOneAnswerOneReleaseAndNoStrayInterrupt() throws Exception {
    int rounds = 20_000;
    ServedCall[] calls = new ServedCall[rounds];
    for (int i = 0; i < rounds; i++) {
      calls[i] = call();
      assertThat(calls[i].hand()).isTrue();
    }
    var claims = new AtomicInteger();
    var stray = new AtomicInteger();
    var together = new CyclicBarrier(2);
    Thread canceller =
        Thread.ofPlatform()
            .start(() -> {
              for (ServedCall call : calls) {
                meet(together);
                if (call.claimInsteadOfHandler()) {
                  claims.incrementAndGet();
                  call.abandoned();
                }
                meet(together);
              }
            });
    for (ServedCall call : calls) {
      meet(together);
      if (call.start()) {
        Thread.onSpinWait();
        call.end();
        if (Thread.currentThread().isInterrupted()) {
          stray.incrementAndGet();
        }
        if (call.claim()) {
          claims.incrementAndGet();
        }
      }
      meet(together);
      if (Thread.interrupted()) {
        stray.incrementAndGet();
      }
      assertThat(call.isOver()).isTrue();
    }
    canceller.join();
    assertThat(claims).hasValue(rounds);
    assertThat(released.count).hasValue(rounds);
    assertThat(stray).hasValue(0);
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError("interrupted outside of the call", e);
    }
  }

  /** Counts releases; the rest is not for a call's state. */
  private static final class Released implements Answers {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public void released(ServedCall call) {
      count.incrementAndGet();
    }

    @Override
    public Peer peer() {
      return Peer.of("test", "test");
    }

    @Override
    public Ticker ticker() {
      return Ticker.system();
    }

    @Override
    public boolean hand(ServedCall call) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> void answer(ServedCall call, int code, Codec<T> codec, T payload) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void fail(ServedCall call, Reason reason, String text) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void abandon(ServedCall call, Reason reason, String text) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> void abandon(ServedCall call, Codec<T> codec, T error) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> ItemSender<T> newSender(ServedCall call, Codec<T> codec) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> IncomingItems<T> newItems(ServedCall call) {
      throw new UnsupportedOperationException();
    }
  }
}
