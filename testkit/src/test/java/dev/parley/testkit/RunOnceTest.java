package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.client.Backoff;
import dev.parley.core.client.Call;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.client.Listener;
import dev.parley.core.client.Resync;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.event.EventType;
import dev.parley.core.event.GroupContract;
import dev.parley.core.event.Never;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.notify.NotificationType;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.transport.ByteDuplex;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What runs how often, by the ledger that the handlers keep, while links are cut after any byte and
 * cores are started again. Each test's name has the seed of its cuts.
 */
@Timeout(120)
class RunOnceTest {
  private static final int CALLERS = 4;
  private static final int CALLS_OF_A_CALLER = 500;
  private static final int CALLS = CALLERS * CALLS_OF_A_CALLER;

  private static final int RUNS_OF_A_CORE = 150;

  private static final GroupContract GROUP = new GroupContract("Ledger", "0", "");
  private static final EventType<Note, Note, Never> ADD =
      EventType.of("Ledger.Add", Note.CODEC, Note.CODEC);
  private static final EventType<Note, Note, Never> PUT =
      EventType.of("Ledger.Put", Note.CODEC, Note.CODEC).idempotent();
  private static final NotificationType<Note> ADDED =
      NotificationType.of("Ledger", 1, "LedgerNotification.Added", Note.CODEC);

  private final AtomicIntegerArray runs = new AtomicIntegerArray(CALLS);
  private final AtomicInteger total = new AtomicInteger();
  private final Semaphore restarts = new Semaphore(0);
  private final AtomicInteger links = new AtomicInteger();
  private final AtomicInteger cores = new AtomicInteger();
  private final AtomicReference<MemoryTransport> way = new AtomicReference<>();
  private final NotificationHub hub = NotificationHub.create();
  private final VirtualTicker unused = new VirtualTicker();
  private final ConcurrentLinkedQueue<Integer> heard = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Resync> resyncs = new ConcurrentLinkedQueue<>();

  static LongStream seeds() {
    return LongStream.range(1, 6);
  }

  private Note run(Note note) {
    runs.incrementAndGet(note.number());
    hub.send(ADDED, note);
    if (total.incrementAndGet() % RUNS_OF_A_CORE == 0) {
      restarts.release();
    }
    return note;
  }

  private Core start() throws IOException {
    cores.incrementAndGet();
    MemoryTransport its = MemoryTransport.create();
    Core core =
        Core.builder()
            .name("ledger")
            .limits(Limits.DEFAULT.withDrainTimeout(Duration.ZERO))
            .notifications(hub)
            .plugin(
                EventGroupBinding.of(GROUP).handle(ADD, this::run).handle(PUT, this::run).build())
            .listen(its)
            .start();
    way.set(its);
    return core;
  }

  /** Each link is cut somewhere; rarely before the greeting is done. */
  private CoreClient client(Random random, boolean cutting) throws IOException {
    return CoreClient.builder()
        .reconnect(new Backoff(Duration.ofMillis(1), Duration.ofMillis(20), new Random(1)))
        .connect(() -> {
          links.incrementAndGet();
          ByteDuplex link = way.get().dial();
          Faults faults =
              cutting
                  ? Faults.NONE
                      .cutAfterReading(100 + random.nextInt(4_000))
                      .inPiecesUpTo(1 + random.nextInt(200), 1 + random.nextInt(1_000))
                  : Faults.NONE;
          if (cutting && random.nextBoolean()) {
            faults = faults.cutAfterWriting(100 + random.nextInt(4_000));
          }
          return new FaultyLink(link, faults, unused);
        });
  }

  /** What became of each call: null for an answer. */
  private List<Reason> call(CoreClient client) throws Exception {
    List<Future<List<Reason>>> callers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
      for (int caller = 0; caller < CALLERS; caller++) {
        int first = caller * CALLS_OF_A_CALLER;
        callers.add(threads.submit(() -> call(client, first)));
      }
      List<Reason> outcomes = new ArrayList<>();
      for (Future<List<Reason>> caller : callers) {
        outcomes.addAll(caller.get(100, TimeUnit.SECONDS));
      }
      return outcomes;
    }
  }

  private static List<Reason> call(CoreClient client, int first) throws InterruptedException {
    List<Reason> outcomes = new ArrayList<>();
    List<Call<Note, Never>> underWay = new ArrayList<>();
    for (int i = 0; i < CALLS_OF_A_CALLER; i++) {
      underWay.add(client.call(i % 2 == 0 ? ADD : PUT, new Note("", first + i)));
      if (underWay.size() == 10) {
        for (Call<Note, Never> call : underWay) {
          outcomes.add(outcome(call));
        }
        underWay.clear();
      }
    }
    return outcomes;
  }

  /** UNSPECIFIED for an answer. */
  private static Reason outcome(Call<Note, Never> call) throws InterruptedException {
    try {
      var _ = call.await();
      return Reason.UNSPECIFIED;
    } catch (EventFailedException e) {
      assertThat(e.reason())
          .as(e.getMessage())
          .isIn(Reason.OUTCOME_UNKNOWN, Reason.NOT_CONNECTED, Reason.SHUTTING_DOWN);
      return e.reason();
    }
  }

  private final class Hearing implements Listener<Note> {
    @Override
    public void heard(String subject, Note payload) {
      heard.add(payload.number());
    }

    @Override
    public void resynced(Resync why) {
      resyncs.add(why);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void cutLinksLoseNothingAndRunNothingTwice(long seed) throws Exception {
    Random random = new Random(seed);
    try (Core _ = start();
        CoreClient client = client(random, true)) {
      var _ = client.subscribe(ADDED, new Hearing());
      List<Reason> outcomes = call(client);
      assertThat(outcomes).as("seed %s", seed).hasSize(CALLS).containsOnly(Reason.UNSPECIFIED);
      for (int i = 0; i < CALLS; i++) {
        assertThat(runs.get(i)).as("seed %s, runs of call %s", seed, i).isEqualTo(1);
      }
      assertThat(heard).as("seed %s", seed).hasSize(CALLS).doesNotHaveDuplicates();
      assertThat(resyncs).as("seed %s", seed).isEmpty();
      assertThat(links.get()).as("seed %s, links", seed).isGreaterThan(20);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatALostSessionLeavesUnknownRanAtMostOnceUnlessItIsIdempotent(long seed) throws Exception {
    AtomicReference<Core> core = new AtomicReference<>(start());
    Thread restarting =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                while (true) {
                  restarts.acquire();
                  core.get().close();
                  core.set(start());
                }
              } catch (IOException e) {
                throw new IllegalStateException(e);
              } catch (InterruptedException e) {
                // The test is over.
              }
            });
    int unknown = 0;
    try (CoreClient client = client(new Random(seed), seed % 2 == 0)) {
      var _ = client.subscribe(ADDED, new Hearing());
      List<Reason> outcomes = call(client);
      for (int i = 0; i < CALLS; i++) {
        boolean idempotent = i % 2 == 1;
        String what =
            "seed %s, runs of call %s, which ended %s".formatted(seed, i, outcomes.get(i));
        int most = idempotent ? Integer.MAX_VALUE : 1;
        switch (outcomes.get(i)) {
          case UNSPECIFIED -> assertThat(runs.get(i)).as(what).isBetween(1, most);
          case NOT_CONNECTED -> assertThat(runs.get(i)).as(what).isZero();
          default -> {
            unknown++;
            assertThat(runs.get(i)).as(what).isBetween(0, most);
            // The next core is there at once, so that whoever may be asked again was.
            boolean wasAskedAgain = idempotent && outcomes.get(i) == Reason.OUTCOME_UNKNOWN;
            assertThat(wasAskedAgain).as(what).isFalse();
          }
        }
      }
    } finally {
      restarting.interrupt();
      restarting.join();
      core.get().close();
    }
    assertThat(cores.get()).as("seed %s, cores", seed).isGreaterThan(5);
    assertThat(unknown).as("seed %s, calls whose end nobody knows", seed).isLessThan(CALLS / 2);
  }
}
