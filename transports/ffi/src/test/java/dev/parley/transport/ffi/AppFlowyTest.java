package dev.parley.transport.ffi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.Protocol;
import dev.parley.testkit.Echo;
import dev.parley.testkit.Note;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A front end of AppFlowy's: every request is answered once, at its port, by the real library. */
@Timeout(120)
class AppFlowyTest {
  private static final int REQUEST_BYTES = 1000;

  private final NotificationHub hub = NotificationHub.create();
  private final Echo echo = new Echo(hub);
  private final AppFlowy appflowy = new AppFlowy();
  private final Handles<InProcessLink> links = new Handles<>();
  private final List<RunningCore> cores = new ArrayList<>();

  /** An answer as the front end reads it. */
  private record Answer(int code, Reason reason, String text) {}

  @BeforeAll
  static void startTheLibrary() throws Exception {
    assertThat(Libparley.stop(Libparley.start(HostedEcho.class.getName(), ""))).isZero();
    DartPorts.install();
  }

  @BeforeEach
  void open() throws Exception {
    assertThat(appflowy.open(start(echo))).isZero();
  }

  private RunningCore start(Echo its) throws CoreFailedException {
    Limits limits =
        Limits.DEFAULT.withMaxFrameBytes(REQUEST_BYTES).withDrainTimeout(Duration.ofMillis(100));
    RunningCore core =
        RunningCore.start(
            (way, _) ->
                Core.builder()
                    .notifications(hub)
                    .plugin(its.binding())
                    .limits(limits)
                    .listen(way)
                    .start(),
            "",
            Bridge.others(),
            links);
    cores.add(core);
    return core;
  }

  @AfterEach
  void stop() {
    echo.release();
    cores.forEach(RunningCore::close);
  }

  private static byte[] request(String event, Note payload) {
    return bodyOf(FrontEnd.request(0, event, Note.CODEC, payload));
  }

  /** What stands in a frame behind its tag and length. */
  private static byte[] bodyOf(byte[] frame) {
    int at = 1;
    while (frame[at] < 0) {
      at++;
    }
    return Arrays.copyOfRange(frame, at + 1, frame.length);
  }

  private void send(AppFlowy to, byte[] request, Consumer<byte[]> listener) {
    long port = DartPorts.open(listener);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, request);
      to.event(port, 0, bytes.address(), request.length);
    }
  }

  private Answer ask(byte[] request) throws InterruptedException {
    BlockingQueue<byte[]> came = new LinkedBlockingQueue<>();
    send(appflowy, request, came::add);
    byte[] answer = came.poll(20, TimeUnit.SECONDS);
    assertThat(answer).as("the answer within 20 s").isNotNull();
    return read(answer);
  }

  private Answer ask(String event, Note payload) throws InterruptedException {
    return ask(request(event, payload));
  }

  private static Answer read(byte[] answer) {
    MessageWriter out = new MessageWriter();
    int body = out.begin(FrameKind.RESPONSE);
    out.putEncoded(answer);
    out.end(body);
    FrameReader in = new FrameReader(100, 1 << 18);
    assertThat(in.next(out.array(), 0, out.position())).isEqualTo(FrameKind.RESPONSE);
    String text = in.code() == Protocol.INTERNAL ? in.payloadText() : in.payload(Note.CODEC).text();
    return new Answer(in.code(), Reason.of(in.reason()), text);
  }

  private static Answer ok(String text) {
    return new Answer(Protocol.OK, Reason.UNSPECIFIED, text);
  }

  @Test
  void aBareNameIsAnsweredAsAQualifiedOneIs() throws Exception {
    for (String event : List.of("Say", "Echo.Say", "SayInline", "Echo.SayInline")) {
      assertThat(ask(event, Note.of(event))).isEqualTo(ok(event));
    }
  }

  @Test
  void anEventWithAStreamIsRefusedAtOnceInWords() throws Exception {
    for (String event : List.of("Export", "Echo.Export", "Import", "Talk")) {
      Answer answer = ask(event, new Note("never taken", 3));
      assertThat(answer.code()).isEqualTo(Protocol.INTERNAL);
      assertThat(answer.reason()).isEqualTo(Reason.PERMISSION_DENIED);
      assertThat(answer.text())
          .isEqualTo(
              "Echo.%s: the event has a stream of items, which AppFlowy's interface can't carry; call it over a link of Parley's own"
                  .formatted(event.replace("Echo.", "")));
    }
    assertThat(echo.calls()).as("calls of a handler").isZero();
  }

  @Test
  void aNumberOfTheFrontEndsOwnChangesNothing() throws Exception {
    for (long id : new long[] {1, 77, Long.MAX_VALUE}) {
      byte[] request = bodyOf(FrontEnd.request(id, "Echo.SayInline", Note.CODEC, Note.of("mine")));
      assertThat(ask(request)).isEqualTo(ok("mine"));
    }
  }

  @Test
  void whatIsNoRequestIsAnsweredOnceInWords() throws Exception {
    Random random = new Random(11);
    BlockingQueue<byte[]> came = new LinkedBlockingQueue<>();
    int count = 2000;
    for (int i = 0; i < count; i++) {
      byte[] garbage = new byte[random.nextInt(40)];
      random.nextBytes(garbage);
      send(appflowy, garbage, came::add);
    }
    for (int i = 0; i < count; i++) {
      Answer answer = read(poll(came));
      assertThat(answer.code()).isEqualTo(Protocol.INTERNAL);
      assertThat(answer.text()).isNotBlank();
    }
    assertThat(ask("Say", Note.of("afterwards"))).isEqualTo(ok("afterwards"));
    assertThat(came).isEmpty();
  }

  private static byte[] poll(BlockingQueue<byte[]> came) throws InterruptedException {
    byte[] message = came.poll(20, TimeUnit.SECONDS);
    assertThat(message).as("a message within 20 s").isNotNull();
    return message;
  }

  @Test
  void aRequestAsLargeAsTheLimitIsTakenAndALargerOneIsAnsweredInWords() throws Exception {
    int letters = REQUEST_BYTES;
    Answer answer = ask("Echo.SayInline", Note.of("x".repeat(letters)));
    assertThat(answer.reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
    assertThat(answer.text()).contains("the limit is 1,000 (Limits.maxFrameBytes)");
    while (answer.reason() == Reason.LIMIT_EXCEEDED) {
      answer = ask("Echo.SayInline", Note.of("x".repeat(--letters)));
    }
    assertThat(answer).isEqualTo(ok("x".repeat(letters)));
    assertThat(letters).isGreaterThan(REQUEST_BYTES - 100);
  }

  @Test
  void aRequestMayBeMadeFromWithinEachAnswer() throws Exception {
    AtomicInteger left = new AtomicInteger(500);
    CountDownLatch done = new CountDownLatch(1);
    Consumer<byte[]> again =
        new Consumer<>() {
          @Override
          public void accept(byte[] answer) {
            int rest = left.decrementAndGet();
            if (rest == 0) {
              done.countDown();
            } else {
              send(appflowy, request(rest % 10 == 0 ? "SayInline" : "Say", Note.of("next")), this);
            }
          }
        };
    send(appflowy, request("Say", Note.of("first")), again);
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void moreThreadsThanThereAreLinksAreAllAnswered() throws Exception {
    BlockingQueue<byte[]> came = new LinkedBlockingQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 40; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 50; i++) {
                  send(
                      appflowy, request(i % 2 == 0 ? "Say" : "SayInline", Note.of("x")), came::add);
                }
              }));
    }
    for (int i = 0; i < 2000; i++) {
      assertThat(read(poll(came))).isEqualTo(ok("x"));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(came).isEmpty();
  }

  @Test
  void everyRequestIsAnsweredOnceWhileTheCoreStops() throws Exception {
    RunningCore core = cores.getFirst();
    List<AtomicInteger> answers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    CountDownLatch under = new CountDownLatch(4);
    BlockingQueue<byte[]> came = new LinkedBlockingQueue<>();
    int each = 300;
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < each; i++) {
                  AtomicInteger mine = new AtomicInteger();
                  synchronized (answers) {
                    answers.add(mine);
                  }
                  String event = List.of("Wait", "Say", "SayInline").get(i % 3);
                  send(
                      appflowy,
                      request(event, Note.of("x")),
                      answer -> {
                        mine.incrementAndGet();
                        came.add(answer);
                      });
                  if (i == each / 3) {
                    under.countDown();
                  }
                }
              }));
    }
    assertThat(under.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(core.close()).isZero();
    for (int i = 0; i < 4 * each; i++) {
      Answer answer = read(poll(came));
      assertThat(answer.code() == Protocol.OK || answer.code() == Protocol.INTERNAL).isTrue();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(answers).hasSize(4 * each).allMatch(count -> count.get() == 1);
    Answer late = ask("Say", Note.of("late"));
    assertThat(late)
        .isEqualTo(new Answer(Protocol.INTERNAL, Reason.SHUTTING_DOWN, "The core is closed"));
  }

  @Test
  void callsInFlightAreAnsweredAtOnceWhereTheProcessEnds() throws Exception {
    BlockingQueue<byte[]> came = new LinkedBlockingQueue<>();
    for (int i = 0; i < 20; i++) {
      send(appflowy, request("Wait", Note.of("in flight")), came::add);
    }
    while (echo.calls() < 20) {
      Thread.onSpinWait(); // Until their handlers run; the test's time limit ends it otherwise.
    }
    appflowy.close();
    for (int i = 0; i < 20; i++) {
      assertThat(read(poll(came)).reason()).isEqualTo(Reason.SHUTTING_DOWN);
    }
    assertThat(echo.interrupted().await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(ask("Say", Note.of("late")).text())
        .isEqualTo("The core is closed: the process ends");
    assertThat(came).isEmpty();
  }

  @Test
  void aRequestBeforeTheCoreIsAnsweredInWordsAndAnotherCoreTakesOver() throws Exception {
    BlockingQueue<byte[]> came = new LinkedBlockingQueue<>();
    send(new AppFlowy(), request("Say", Note.of("too early")), came::add);
    assertThat(read(poll(came)))
        .isEqualTo(
            new Answer(
                Protocol.INTERNAL,
                Reason.SHUTTING_DOWN,
                "No core is started: call init_sdk first"));
    assertThat(ask("Say", Note.of("the first core"))).isEqualTo(ok("the first core"));
    Echo other = new Echo(NotificationHub.create());
    int before = echo.calls();
    assertThat(appflowy.open(start(other))).isZero();
    assertThat(ask("Say", Note.of("the second core"))).isEqualTo(ok("the second core"));
    assertThat(echo.calls()).isEqualTo(before);
    assertThat(other.calls()).isEqualTo(1);
  }

  @Test
  void notificationsComeOnceWhileTheyAreWantedAndNotOtherwise() throws Exception {
    BlockingQueue<byte[]> came = new LinkedBlockingQueue<>();
    long port = DartPorts.open(came::add);
    DartPorts.notificationsTo(port);
    hub.send(Echo.HEARD, "before", Note.of("nobody listens"));
    for (int round = 1; round <= 3; round++) {
      appflowy.notifications(true);
      appflowy.notifications(true);
      hub.send(Echo.HEARD, "round " + round, Note.of("heard"));
      assertThat(subject(poll(came))).isEqualTo("round " + round);
      appflowy.notifications(false);
      appflowy.notifications(false);
      hub.send(Echo.HEARD, "after round " + round, Note.of("nobody listens"));
    }
    assertThat(ask("Say", Note.of("meanwhile"))).isEqualTo(ok("meanwhile"));
    assertThat(came).isEmpty();
    DartPorts.close(port);
  }

  @Test
  void theLatestNotificationsComeHoweverManyWereSent() throws Exception {
    BlockingQueue<byte[]> came = new LinkedBlockingQueue<>();
    long port = DartPorts.open(came::add);
    DartPorts.notificationsTo(port);
    appflowy.notifications(true);
    for (int i = 1; i <= 100; i++) {
      hub.send(Echo.PROGRESS, "number " + i, Note.of("waits for no newer one"));
    }
    for (int i = 1; i <= 100; i++) {
      assertThat(subject(poll(came))).isEqualTo("number " + i);
    }
    appflowy.notifications(false);
    DartPorts.close(port);
  }

  private static String subject(byte[] notification) {
    MessageWriter out = new MessageWriter();
    int body = out.begin(FrameKind.NOTIFICATION);
    out.putEncoded(notification);
    out.end(body);
    FrameReader in = new FrameReader(100, 1 << 18);
    assertThat(in.next(out.array(), 0, out.position())).isEqualTo(FrameKind.NOTIFICATION);
    return in.subject();
  }
}
