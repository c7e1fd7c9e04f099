package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.event.Call;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.time.Ticker;
import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Listening;
import dev.parley.core.transport.Peer;
import dev.parley.core.transport.Transport;
import dev.parley.core.wire.FrameKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What a core does when it has no memory for what it should do, and what it says of that. */
class DistressTest extends CoreTest {
  private static final Logger LOG = Logger.getLogger("dev.parley.core");

  @Test
  void theWatchdogGoesOnAfterAnError() throws Exception {
    var rounds = new CountDownLatch(3);
    try (Ticker.Beat _ =
        Ticker.system()
            .every(
                Duration.ofMillis(1),
                () -> {
                  rounds.countDown();
                  throw new OutOfMemoryError("as if there were none");
                })) {
      assertThat(rounds.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aConnectionThatEndsWithoutMemoryToLogItFreesItsPlace() throws Exception {
    var dialled = new CopyOnWriteArrayList<Acceptor>();
    opened(
        Core.builder()
            .listen(remembering(dialled))
            .listen(transport)
            .limits(Limits.DEFAULT.withMaxConnections(1))
            .ticker(time)
            .start());
    var ended = new CountDownLatch(1);
    try (Listening _ =
        logging(record -> {
          if (record.getThrown() instanceof OutOfMemoryError) {
            ended.countDown();
            throw new OutOfMemoryError("nor to log it");
          }
        })) {
      dialled.getFirst().accept(new Broken());
      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
      // The place is free as soon as the reader has come to its end.
      while (!greets()) {
        Thread.onSpinWait();
      }
    }
  }

  private boolean greets() {
    try (RawFrontEnd front = new RawFrontEnd(transport.dial())) {
      front.send(RawFrontEnd.helloBytes());
      return front.next() == FrameKind.WELCOME;
    } catch (IOException refused) {
      return false;
    }
  }

  @Test
  void aHandlerThatTheClosingCoreInterruptsIsNotLoggedAsFailed() throws Exception {
    var said = new CompletableFuture<Level>();
    Core core = start(Limits.DEFAULT.withDrainTimeout(Duration.ZERO));
    RawFrontEnd front = raw().greet();
    LOG.setLevel(Level.FINE);
    try (Listening _ =
        logging(record -> {
          if (record.getMessage().contains("call 1: the handler failed")) {
            said.complete(record.getLevel());
          }
        })) {
      front.request(1, Echo.WAIT, Note.of("forever"));
      untilCalled(1);
      core.close();
      assertThat(front.next()).isEqualTo(FrameKind.GO_AWAY);
      assertThat(front.expectFailure(1, Reason.SHUTTING_DOWN)).contains("Limits.drainTimeout");
      assertThat(said.get(30, TimeUnit.SECONDS)).isEqualTo(Level.FINE);
    } finally {
      LOG.setLevel(null);
    }
  }

  private static Listening logging(Consumer<LogRecord> to) {
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            to.accept(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    LOG.addHandler(handler);
    return new ByHand(() -> LOG.removeHandler(handler));
  }

  private static Transport remembering(List<Acceptor> acceptors) {
    return acceptor -> {
      acceptors.add(acceptor);
      return new ByHand(() -> {});
    };
  }

  /** Ends when it is closed; an {@code AutoCloseable} that throws nothing. */
  private record ByHand(Runnable end) implements Listening {
    @Override
    public String address() {
      return "by hand";
    }

    @Override
    public void close() {
      end.run();
    }
  }

  /** A link whose first read finds no memory. */
  private static final class Broken implements ByteDuplex {
    @Override
    public int read(ByteBuffer target) {
      throw new OutOfMemoryError("as if there were none");
    }

    @Override
    public int write(ByteBuffer source) {
      int all = source.remaining();
      source.position(source.limit());
      return all;
    }

    @Override
    public Peer peer() {
      return Peer.of("test", "nobody");
    }

    @Override
    public void close() {}
  }

  @Test
  void aTaskAtTheEndOfACallThatFailsWithAnErrorKeepsNoOtherCallFromEnding() throws Exception {
    var begun = new CountDownLatch(3);
    var interrupted = new CountDownLatch(3);
    start(Limits.DEFAULT, waiting(begun, interrupted));
    RawFrontEnd front = raw().greet();
    for (int id = 1; id <= 3; id++) {
      front.request(id, Echo.WAIT, Note.of("break"));
    }
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    front.close();
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void callsThatCouldNotBeEndedWithTheirConnectionAreEndedByTheWatchdog() throws Exception {
    var begun = new CountDownLatch(3);
    var interrupted = new CountDownLatch(3);
    var memory = new ScarceTime(time);
    opened(
        Core.builder()
            .listen(transport)
            .plugin(waiting(begun, interrupted))
            .ticker(memory)
            .start());
    RawFrontEnd front = raw().greet();
    for (int id = 1; id <= 3; id++) {
      front.request(id, Echo.WAIT, Note.of(""));
    }
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    memory.isOut = true;
    front.close();
    assertThat(memory.missed.await(30, TimeUnit.SECONDS)).isTrue();
    do {
      time.advance(Duration.ofMillis(50));
    } while (!interrupted.await(10, TimeUnit.MILLISECONDS));
  }

  private static EventGroupBinding waiting(CountDownLatch begun, CountDownLatch interrupted) {
    return EventGroupBinding.of(Echo.GROUP)
        .handle(
            Echo.WAIT,
            note -> {
              if (note.text().equals("break")) {
                var _ =
                    Call.current()
                        .whenEnded(() -> {
                          throw new OutOfMemoryError("as if there were none");
                        });
              }
              begun.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              return note;
            })
        .build();
  }

  /** Time that can't be told for want of memory on the threads that read. */
  private static final class ScarceTime implements Ticker {
    private final Ticker real;
    private final CountDownLatch missed = new CountDownLatch(1);
    private volatile boolean isOut;

    ScarceTime(Ticker real) {
      this.real = real;
    }

    @Override
    public long nanos() {
      if (isOut && Thread.currentThread().getName().endsWith(" reader")) {
        missed.countDown();
        throw new OutOfMemoryError("as if there were none");
      }
      return real.nanos();
    }

    @Override
    public Beat every(Duration period, Runnable task) {
      return real.every(period, task);
    }

    @Override
    public Beat after(Duration delay, Runnable task) {
      return real.after(delay, task);
    }
  }
}
