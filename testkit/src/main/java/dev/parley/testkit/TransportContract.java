package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Core;
import dev.parley.core.client.Call;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.client.Result;
import dev.parley.core.client.Subscription;
import dev.parley.core.event.Empty;
import dev.parley.core.event.EventType;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Transport;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every transport of bytes must carry: the same conversations, in good order and in bad. A
 * transport's tests extend it and say how to listen and how to dial.
 *
 * <p>Whatever one front end does in these tests, another one goes on working.
 */
@Timeout(60)
public abstract class TransportContract {
  /** Virtual time outruns threads: a write that was just begun must not look stuck to it. */
  private static final Limits UNHURRIED = Limits.DEFAULT.withWriteTimeout(Duration.ofHours(1));

  protected final NotificationHub hub = NotificationHub.create();
  protected final Echo echo = new Echo(hub);
  protected final VirtualTicker time = new VirtualTicker();

  private final List<AutoCloseable> opened = new ArrayList<>();

  protected TransportContract() {}

  /** A transport to listen to, new for each test. */
  protected abstract Transport transport() throws IOException;

  /** A connection to the core that listens to {@link #transport}. */
  protected abstract ByteDuplex dial() throws IOException;

  protected Core start(Limits limits) throws IOException {
    return opened(
        Core.builder()
            .name("contract")
            .notifications(hub)
            .plugin(echo.binding())
            .listen(transport())
            .limits(limits)
            .ticker(time)
            .start());
  }

  protected CoreClient client() throws IOException {
    return opened(CoreClient.builder().expect(Echo.GROUP).connect(dial()));
  }

  protected RawFrontEnd raw() throws IOException {
    return opened(new RawFrontEnd(dial()));
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.addFirst(resource);
    return resource;
  }

  @AfterEach
  void closeEverything() throws Exception {
    echo.release();
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }

  /** That a front end which did nothing wrong is served. */
  protected static void assertServed(CoreClient client) throws InterruptedException {
    assertThat(client.call(Echo.SAY, Note.of("well")).await()).isEqualTo(Note.of("well"));
  }

  @Test
  void aCallIsAnsweredWithTheHandlersResponse() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = client();
    assertThat(client.coreName()).isEqualTo("contract");
    Note note = new Note("grüße, \uD83D\uDC4B", 42);
    assertThat(client.call(Echo.SAY, note).await()).isEqualTo(note);
    assertThat(client.call(Echo.SAY_INLINE, note).await()).isEqualTo(note);
    assertThat(client.call(Echo.NOTHING, Empty.EMPTY).await()).isEqualTo(Empty.EMPTY);
  }

  @Test
  void aDeclaredErrorArrivesTyped() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = client();
    for (EventType<Note, Note, Note> type : List.of(Echo.SAY, Echo.SAY_INLINE)) {
      assertThat(client.call(type, new Note("refuse", 7)).result())
          .isEqualTo(new Result.Err<>(new Note("refused by the handler", 7)));
    }
    assertThatThrownBy(() -> client.call(Echo.SAY, new Note("refuse", 7)).await())
        .isInstanceOfSatisfying(
            EventFailedException.class,
            e -> assertThat(e.error()).isEqualTo(new Note("refused by the handler", 7)));
  }

  @Test
  void anInvalidPayloadNeverReachesTheHandler() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    byte[] truncated = {0x0a, 0x05, 'a'};
    front.send(RawFrontEnd.requestBytes(1, "Echo.Say", RawBytes.CODEC, new RawBytes(truncated)));
    assertThat(front.expectFailure(1, Reason.INVALID_PAYLOAD)).contains("Echo.Say", "Note");
    byte[] negative = {0x10, -2, -1, -1, -1, -1, -1, -1, -1, -1, 1};
    front.send(RawFrontEnd.requestBytes(2, "Echo.Say", RawBytes.CODEC, new RawBytes(negative)));
    assertThat(front.expectFailure(2, Reason.INVALID_PAYLOAD)).contains("number is negative: -2");
    assertThat(echo.calls()).isZero();
    front.request(3, Echo.SAY, Note.of("well"));
    assertThat(front.expectAnswer(3)).isEqualTo(Protocol.OK);
  }

  @Test
  void anUnknownEventIsAnsweredWithNamesNearIt() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.request(1, "Echo.Sya");
    assertThat(front.expectFailure(1, Reason.UNKNOWN_EVENT)).contains("Echo.Sya", "Echo.Say");
    front.request(2, "Say");
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
  }

  @Test
  void aHandlerThatFailsAnswersOnceAndTellsNoSecrets() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = client();
    for (EventType<Note, Note, ?> type : List.of(Echo.FAIL, Echo.FAIL_INLINE)) {
      for (String how :
          List.of(
              "null", "exception", "undeclared", "error", "stack", "memory", "unencodable", "?")) {
        assertThatThrownBy(() -> client.call(type, Note.of(how)).await())
            .isInstanceOfSatisfying(
                EventFailedException.class,
                e -> {
                  assertThat(e.reason()).isEqualTo(Reason.HANDLER_FAILED);
                  assertThat(e).hasMessageContaining(type.name());
                  assertThat(e.getMessage()).doesNotContain("secret");
                });
      }
    }
    assertServed(client);
  }

  @Test
  void notificationsArriveInOrderAndBeforeTheAnswerOfTheCallThatSentThem() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = client();
    ConcurrentLinkedQueue<Integer> heard = new ConcurrentLinkedQueue<>();
    try (Subscription _ = client.subscribe(Echo.HEARD, (_, note) -> heard.add(note.number()))) {
      client.call(Echo.NOTIFY, new Note("", 1000)).await();
      assertThat(List.copyOf(heard)).hasSize(1000).isSorted();
    }
    client.call(Echo.NOTIFY, new Note("", 1)).await();
    assertThat(heard).as("after the subscription was closed").hasSize(1000);
  }

  @Test
  void aSubscriptionHearsOfItsSubjectOnly() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = client();
    ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
    try (Subscription _ =
        client.subscribe(Echo.HEARD, "mine", (subject, _) -> heard.add(subject))) {
      client.call(Echo.NOTIFY, new Note("other", 1)).await();
      client.call(Echo.NOTIFY, new Note("mine", 2)).await();
      client.call(Echo.NOTIFY, new Note("", 1)).await();
      assertThat(heard).containsExactly("mine", "mine");
    }
  }

  @Test
  void manyFrontEndsAreServedAtOnce() throws Exception {
    start(Limits.DEFAULT);
    int clients = 16;
    int rounds = 50;
    List<Thread> threads = new ArrayList<>();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    for (int c = 0; c < clients; c++) {
      CoreClient client = client();
      int number = c;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; i < rounds; i++) {
                    Note note = new Note("client " + number, i);
                    assertThat(client.call(Echo.SAY, note).await()).isEqualTo(note);
                    assertThat(client.call(Echo.SAY_INLINE, note).await()).isEqualTo(note);
                  }
                } catch (Throwable e) {
                  failures.add(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(echo.calls()).isEqualTo(clients * rounds * 2);
  }

  @Test
  void callsInBulkAreEachAnsweredOnce() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = client();
    int count = 20_000;
    CountDownLatch done = new CountDownLatch(count);
    ConcurrentLinkedQueue<Call<Note, Note>> inFlight = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < count; i++) {
      Note note = new Note("bulk", i);
      Call<Note, Note> call = client.call(i % 2 == 0 ? Echo.SAY : Echo.SAY_INLINE, note);
      call.whenDone((result, _) -> {
        if (new Result.Ok<Note, Note>(note).equals(result)) {
          done.countDown();
        }
      });
      inFlight.add(call);
      if (inFlight.size() == 500) {
        inFlight.remove().result();
      }
    }
    assertThat(done.await(50, TimeUnit.SECONDS)).as("%d left", done.getCount()).isTrue();
  }

  @Test
  void aLargePayloadGoesThereAndBack() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = client();
    Note note = Note.of("0123456789".repeat(400_000));
    assertThat(client.call(Echo.SAY, note).await()).isEqualTo(note);
    assertThat(client.call(Echo.SAY_INLINE, note).await()).isEqualTo(note);
  }

  @Test
  void framesMayArriveOneByteAtATime() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw();
    for (byte b : RawFrontEnd.helloBytes()) {
      front.send(new byte[] {b});
    }
    assertThat(front.next()).isEqualTo(FrameKind.WELCOME);
    for (byte b : RawFrontEnd.requestBytes(1, "Echo.Say", Note.CODEC, new Note("slow", 300))) {
      front.send(new byte[] {b});
    }
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    assertThat(front.frame().payload(Note.CODEC)).isEqualTo(new Note("slow", 300));
  }

  @Test
  void manyFramesMayArriveAtOnce() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(RawFrontEnd.helloBytes());
    for (int id = 1; id <= 500; id++) {
      all.writeBytes(
          RawFrontEnd.requestBytes(id, "Echo.SayInline", Note.CODEC, new Note("at once", id)));
    }
    front.send(all.toByteArray());
    assertThat(front.next()).isEqualTo(FrameKind.WELCOME);
    for (int id = 1; id <= 500; id++) {
      assertThat(front.expectAnswer(id)).isEqualTo(Protocol.OK);
    }
  }

  @Test
  void aConversationMayBeCutAtEveryByte() throws Exception {
    start(Limits.DEFAULT.withMaxConnections(1000));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(RawFrontEnd.helloBytes());
    all.writeBytes(RawFrontEnd.requestBytes(1, "Echo.Say", Note.CODEC, Note.of("cut")));
    all.writeBytes(RawFrontEnd.requestBytes(2, "Echo.SayInline", Note.CODEC, Note.of("cut")));
    byte[] bytes = all.toByteArray();
    CoreClient healthy = client();
    for (int length = 0; length <= bytes.length; length++) {
      try (RawFrontEnd front = new RawFrontEnd(dial())) {
        front.send(Arrays.copyOf(bytes, length));
      }
      assertServed(healthy);
    }
  }

  @Test
  void garbageEndsItsOwnConnectionOnly() throws Exception {
    start(Limits.DEFAULT);
    CoreClient healthy = client();
    Random random = new Random(20260101);
    for (int round = 0; round < 30; round++) {
      RawFrontEnd front = raw();
      byte[] garbage = new byte[1 + random.nextInt(2000)];
      random.nextBytes(garbage);
      garbage[0] |= 1; // Announces at least 16 MiB, so that it is refused rather than waited for.
      front.send(garbage);
      front.expectEnd();
      assertServed(healthy);
    }
  }

  @Test
  void aFrameWithGarbageInItEndsTheConnectionWithAProtocolError() throws Exception {
    start(Limits.DEFAULT);
    CoreClient healthy = client();
    RawFrontEnd front = raw().greet();
    front.send(new byte[] {0, 0, 0, 3, 0x1a, 0x7f, 0x00});
    assertThat(front.expectGoAway(Reason.PROTOCOL_ERROR)).contains("can't be read");
    front.expectEnd();
    assertServed(healthy);
  }

  @Test
  void aFrameThatIsTooLargeIsRefusedBeforeItArrives() throws Exception {
    start(Limits.DEFAULT);
    CoreClient healthy = client();
    RawFrontEnd front = raw().greet();
    front.send(new byte[] {0x7f, -1, -1, -1});
    assertThat(front.expectGoAway(Reason.LIMIT_EXCEEDED))
        .contains("2,147,483,647", "4,194,304", "Limits.maxFrameBytes");
    front.expectEnd();
    assertServed(healthy);
  }

  @Test
  void aHalfSentFrameIsWaitedForAsLongAsTheLimitSays() throws Exception {
    start(UNHURRIED);
    CoreClient healthy = client();
    RawFrontEnd front = raw().greet();
    front.send(new byte[] {0, 0, 1, 0, 0x1a});
    RawFrontEnd patient = raw().greet();
    byte[] request = RawFrontEnd.requestBytes(1, "Echo.Say", Note.CODEC, Note.of("in two parts"));
    patient.send(Arrays.copyOf(request, 5));
    // The core has read it when it has answered who came later, or will have at the next beats.
    time.advance(Duration.ofSeconds(29));
    assertServed(healthy);
    patient.send(Arrays.copyOfRange(request, 5, request.length));
    assertThat(patient.expectAnswer(1)).as("completed within the limit").isEqualTo(Protocol.OK);
    Thread beats = advanceUntilInterrupted();
    assertThat(front.expectGoAway(Reason.LIMIT_EXCEEDED)).contains("30,000 ms");
    front.expectEnd();
    beats.interrupt();
    beats.join();
    assertServed(healthy);
  }

  @Test
  void whoDoesNotSayHelloInTimeIsTurnedAway() throws Exception {
    start(UNHURRIED);
    CoreClient healthy = client();
    RawFrontEnd front = raw();
    RawFrontEnd justInTime = raw();
    time.advance(Duration.ofSeconds(2));
    justInTime.greet();
    Thread beats = advanceUntilInterrupted();
    assertThat(front.expectGoAway(Reason.LIMIT_EXCEEDED)).contains("2,000 ms", "handshakeTimeout");
    front.expectEnd();
    beats.interrupt();
    beats.join();
    assertServed(healthy);
  }

  /** Lets virtual time pass while the test waits for what it leads to. */
  protected Thread advanceUntilInterrupted() {
    return Thread.ofPlatform()
        .start(() -> {
          while (!Thread.currentThread().isInterrupted()) {
            time.advance(Duration.ofMillis(50));
            LockSupport.parkNanos(100_000); // Lets others run; nothing depends on it.
          }
        });
  }

  @Test
  void aFrontEndThatDoesNotReadIsLeftAndOthersAreNot() throws Exception {
    start(Limits.DEFAULT.withMaxFrameBytes(64 << 10).withMaxQueueBytes(1 << 20));
    CoreClient healthy = client();
    ConcurrentLinkedQueue<Integer> heard = new ConcurrentLinkedQueue<>();
    try (Subscription _ = healthy.subscribe(Echo.HEARD, (_, note) -> heard.add(note.number()))) {
      RawFrontEnd slow = raw().greet();
      slow.subscribe(1, "Echo");
      String text = "x".repeat(10_000);
      int count = 1000;
      for (int i = 1; i <= count; i++) {
        hub.send(Echo.HEARD, new Note(text, i));
        if (i % 20 == 0) {
          assertServed(healthy);
        }
      }
      assertThat(List.copyOf(heard)).hasSize(count).isSorted();
      int kind = FrameKind.NOTIFICATION;
      long seq = 0;
      while (kind == FrameKind.NOTIFICATION) {
        kind = slow.next();
        if (kind == FrameKind.NOTIFICATION) {
          assertThat(slow.frame().seq()).isEqualTo(++seq);
        }
      }
      assertThat(kind).isEqualTo(FrameKind.GO_AWAY);
      assertThat(seq).isLessThan(count);
      slow.expectEnd();
    }
  }

  @Test
  void closingLetsCallsInFlightEndAndTakesNoNewOnes() throws Exception {
    Core core = start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of("in flight"));
    front.request(2, Echo.SAY_INLINE, Note.of("so the first has begun"));
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
    Thread closing = Thread.ofPlatform().start(core::close);
    assertThat(front.expectGoAway(Reason.SHUTTING_DOWN)).contains("closing");
    front.request(3, Echo.SAY, Note.of("too late"));
    assertThat(front.expectFailure(3, Reason.SHUTTING_DOWN)).contains("no new calls");
    echo.release();
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    front.expectEnd();
    closing.join();
    assertThatThrownBy(() -> new RawFrontEnd(dial()).greet()).isInstanceOf(IOException.class);
  }

  @Test
  void closingInterruptsWhatDoesNotEndInTime() throws Exception {
    Core core = start(UNHURRIED);
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of("in flight"));
    front.request(2, Echo.SAY_INLINE, Note.of("so the first has begun"));
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
    Thread closing = Thread.ofPlatform().start(core::close);
    String _ = front.expectGoAway(Reason.SHUTTING_DOWN);
    Thread beats = advanceUntilInterrupted();
    assertThat(front.expectFailure(1, Reason.SHUTTING_DOWN)).contains("5,000 ms", "drainTimeout");
    assertThat(echo.interrupted().await(20, TimeUnit.SECONDS)).isTrue();
    front.expectEnd();
    closing.join();
    beats.interrupt();
    beats.join();
  }

  @Test
  void closingMayBeAskedForByManyThreadsAndTwice() throws Exception {
    Core core = start(Limits.DEFAULT);
    CoreClient client = client();
    assertServed(client);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(Thread.ofPlatform().start(core::close));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    core.close();
    core.awaitClose();
  }

  @Test
  void aLostConnectionFailsEveryPendingCallOnce() throws Exception {
    Core core = start(Limits.DEFAULT.withDrainTimeout(Duration.ZERO));
    CoreClient client = client();
    Call<Note, ?> lost = client.call(Echo.WAIT, Note.of("lost"));
    Semaphore ended = new Semaphore(0);
    lost.whenDone((_, _) -> ended.release());
    client.close();
    assertThatThrownBy(lost::await)
        .isInstanceOfSatisfying(
            EventFailedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.CONNECTION_LOST));
    assertThat(ended.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> client.call(Echo.SAY, Note.of("late")).await())
        .isInstanceOfSatisfying(
            EventFailedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.NOT_CONNECTED));
    core.close();
    assertThat(ended.availablePermits()).as("further endings").isZero();
  }
}
