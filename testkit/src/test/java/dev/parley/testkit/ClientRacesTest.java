package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.client.Call;
import dev.parley.core.client.CallOptions;
import dev.parley.core.client.Conversation;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.client.EventStream;
import dev.parley.core.client.Upload;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Answers, cancellation, deadlines and leaving a stream, all at once on one connection: each call
 * ends exactly once and as one of them, nothing stays behind in the core, and the connection lives.
 */
@Timeout(60)
class ClientRacesTest {
  private static final int CALLERS = 6;
  private static final int CALLS_OF_A_CALLER = 60;
  private static final Set<Reason> EXPECTED =
      EnumSet.of(Reason.CANCELLED, Reason.DEADLINE_EXCEEDED);

  private final NotificationHub hub = NotificationHub.create();
  private final Echo echo = new Echo(hub);

  static LongStream seeds() {
    return LongStream.range(0, 5);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyCallEndsOnceHoweverItEnds(long seed) throws Exception {
    Random random = new Random(seed);
    Limits limits =
        Limits.DEFAULT
            .withStreamItems(1 + random.nextInt(20))
            .withStreamBytes(1 + random.nextInt(200));
    MemoryTransport transport = MemoryTransport.withCapacity(100 + random.nextInt(2000));
    try (Core core =
            Core.builder()
                .notifications(hub)
                .plugin(echo.binding())
                .metrics()
                .limits(limits)
                .listen(transport)
                .start();
        CoreClient client = CoreClient.builder().limits(limits).connect(transport.dial());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        Random own = new Random(random.nextLong());
        callers.add(threads.submit(() -> call(client, threads, own)));
      }
      for (Future<?> caller : callers) {
        caller.get(50, TimeUnit.SECONDS);
      }
      assertThat(client.call(Echo.SAY, Note.of("still here")).await())
          .isEqualTo(Note.of("still here"));
      while (core.metrics().callsInFlight() != 0) {
        // Handlers that were interrupted end a moment after their callers were told.
        Thread.onSpinWait();
      }
    }
  }

  private static Void call(CoreClient client, ExecutorService threads, Random random)
      throws Exception {
    for (int i = 0; i < CALLS_OF_A_CALLER; i++) {
      CallOptions options =
          random.nextInt(3) == 0
              ? CallOptions.NONE.timeout(Duration.ofMillis(random.nextInt(4)))
              : CallOptions.NONE;
      int items = random.nextInt(60);
      switch (random.nextInt(4)) {
        case 0 -> say(client, threads, random, options);
        case 1 -> {
          try (EventStream<Note, Note, Note> stream =
              client.open(Echo.EXPORT, new Note("item", items), options)) {
            maybeCancel(threads, random, stream::cancel);
            read(stream, random.nextInt(60), items);
          }
        }
        case 2 -> {
          try (Upload<Note, Note, Note> upload =
              client.open(Echo.IMPORT, new Note("", random.nextInt(60)), options)) {
            maybeCancel(threads, random, upload::cancel);
            write(upload, items);
          }
        }
        default -> {
          try (Conversation<Note, Note, Note, Note> talk =
              client.open(Echo.TALK, Note.of(""), options)) {
            maybeCancel(threads, random, talk::cancel);
            Future<?> writing = threads.submit(() -> write(talk, items));
            read(talk, random.nextInt(60), items);
            talk.cancel();
            writing.get(20, TimeUnit.SECONDS);
          }
        }
      }
    }
    return null;
  }

  private static void say(
      CoreClient client, ExecutorService threads, Random random, CallOptions options)
      throws Exception {
    AtomicInteger ends = new AtomicInteger();
    Call<Note, Note> call = client.call(Echo.SAY, Note.of("hi"), options);
    call.whenDone((result, failure) -> ends.incrementAndGet());
    maybeCancel(threads, random, call::cancel);
    try {
      assertThat(call.await()).isEqualTo(Note.of("hi"));
    } catch (EventFailedException e) {
      assertThat(e.reason()).as(e.getMessage()).isIn(EXPECTED);
    }
    call.cancel();
    while (ends.get() == 0) {
      Thread.onSpinWait();
    }
    assertThat(ends).hasValue(1);
  }

  private static void maybeCancel(ExecutorService threads, Random random, Runnable cancel) {
    if (random.nextInt(3) == 0) {
      var _ = threads.submit(cancel);
    }
  }

  /** Reads up to so many items, which count up from where they begin without a gap. */
  private static void read(EventStream<Note, Note, Note> stream, int most, int all) {
    int count = 0;
    int next = -1;
    try {
      for (Note item : stream) {
        assertThat(item.number()).isEqualTo(next < 0 ? item.number() : next);
        next = item.number() + 1;
        count++;
        if (count == most) {
          return;
        }
      }
      assertThat(count).as("items of a stream that was answered").isEqualTo(all);
    } catch (EventFailedException e) {
      assertThat(e.reason()).as(e.getMessage()).isIn(EXPECTED);
    }
  }

  private static Void write(Upload<Note, Note, Note> upload, int items)
      throws InterruptedException {
    try {
      for (int i = 0; i < items; i++) {
        upload.send(new Note("item", i));
      }
      assertThat(upload.finish().await().number()).isLessThanOrEqualTo(items);
    } catch (EventFailedException e) {
      assertThat(e.reason()).as(e.getMessage()).isIn(EXPECTED);
    }
    return null;
  }
}
