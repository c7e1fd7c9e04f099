package dev.parley.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Core;
import dev.parley.core.event.Empty;
import dev.parley.core.event.EventType;
import dev.parley.core.event.Never;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.time.Ticker;
import dev.parley.core.transport.ByteDuplex;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A call that is made while a reconnecting client ends for good: its maker has put it among the
 * calls in flight, has found that the connection takes nothing, and has yet to say so, when the
 * client ends the calls in flight. The maker is held there by the client's lock, which it must take
 * to see whether there is another session.
 */
@Timeout(60)
class CallsWhileClosingTest {
  private static final EventType<Empty, Empty, Never> PING =
      EventType.of("Nobody.Ping", Empty.CODEC, Empty.CODEC);

  /** No other timer of the client is for as long. */
  private static final Duration TIMEOUT = Duration.ofMinutes(77);

  private final MemoryTransport transport = MemoryTransport.create();
  private final AtomicReference<@Nullable ByteDuplex> link = new AtomicReference<>();
  private final CountDownLatch lost = new CountDownLatch(1);
  private final Object lock = new Object();
  private final EndWatch time = new EndWatch();
  private final OutgoingCalls calls = new OutgoingCalls(Limits.DEFAULT, time, lock, true);
  private final States states = new States();
  private final Reconnection client =
      new Reconnection(
          new Setup("closing", List.of(), Limits.DEFAULT, time),
          Backoff.DEFAULT,
          this::dialOnce,
          calls,
          new Listeners(calls, lock),
          states,
          lock);
  private @Nullable Core core;

  /** Stands still, and says when the client has stopped to look after its calls' deadlines. */
  private static final class EndWatch implements Ticker {
    private volatile Runnable atEnd = () -> {};

    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public Beat every(Duration period, Runnable task) {
      return () -> {};
    }

    @Override
    public Beat after(Duration delay, Runnable task) {
      return () -> {
        if (delay.equals(TIMEOUT)) {
          atEnd.run();
        }
      };
    }
  }

  private ByteDuplex dialOnce() throws IOException {
    if (link.get() != null) {
      throw new IOException("nobody listens any more");
    }
    ByteDuplex first = transport.dial();
    link.set(first);
    return first;
  }

  @BeforeEach
  void connect() throws Exception {
    core = Core.builder().listen(transport).start();
    client.connect();
    // So that there is a deadline to look after.
    assertThatThrownBy(ping()::await).satisfies(e -> assertReason(e, Reason.UNKNOWN_EVENT));
    var _ =
        states.listen(state -> {
          if (state instanceof ConnectionState.Reconnecting) {
            lost.countDown();
          }
        });
  }

  @AfterEach
  void stop() {
    client.close();
    if (core != null) {
      core.close();
    }
  }

  private Call<Empty, Never> ping() {
    return calls.call(PING, Empty.EMPTY, CallOptions.NONE.timeout(TIMEOUT), Optional.empty());
  }

  private static void assertReason(Throwable thrown, Reason reason) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            EventFailedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void aCallThatClosingOvertakesWasNotSent() throws Exception {
    assertThatThrownBy(callOvertakenByClosing()::await)
        .satisfies(e -> assertReason(e, Reason.NOT_CONNECTED))
        .hasMessageContaining("not sent");
  }

  @Test
  void norWasItWhereThereIsNoLink() throws Exception {
    Objects.requireNonNull(link.get()).close();
    assertThat(lost.await(20, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(callOvertakenByClosing()::await)
        .satisfies(e -> assertReason(e, Reason.NOT_CONNECTED))
        .hasMessageContaining("not sent");
  }

  private Call<Empty, Never> callOvertakenByClosing() throws Exception {
    CompletableFuture<Call<Empty, Never>> made = new CompletableFuture<>();
    time.atEnd =
        () -> {
          Thread _ = Thread.ofPlatform().daemon().start(() -> made.complete(ping()));
          awaitOneInFlight();
        };
    synchronized (lock) {
      client.close();
      assertThat(made).as("the call's maker is still at it").isNotDone();
    }
    return made.get(20, TimeUnit.SECONDS);
  }

  private void awaitOneInFlight() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (calls.inFlight().size() == 0) {
      assertThat(System.nanoTime() - deadline).as("a call is made").isNegative();
      LockSupport.parkNanos(100_000); // Lets others run; nothing depends on it.
    }
  }
}
