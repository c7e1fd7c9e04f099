package dev.parley.transport.ffi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Core;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.protocol.Limits;
import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import dev.parley.core.transport.Transport;
import dev.parley.testkit.Echo;
import dev.parley.testkit.Note;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** AppFlowy's requests where what serves them fails as nobody foresees: each is answered once. */
@Timeout(120)
class AppFlowyDistressTest {
  /** More than AppFlowy's front end has links. */
  private static final int REQUESTS = 40;

  private final Echo echo = new Echo(NotificationHub.create());
  private final AppFlowy appflowy = new AppFlowy();
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private volatile @Nullable Throwable atLinks;
  private volatile @Nullable Throwable beforeRequests;
  private volatile @Nullable Throwable behindRequests;
  private @Nullable RunningCore core;

  static Stream<Throwable> failures() {
    return Stream.of(
        new OutOfMemoryError("for a test"),
        new StackOverflowError(),
        new NoClassDefFoundError("for/a/Test"),
        new IllegalStateException("for a test"));
  }

  private static void throwIt(@Nullable Throwable failure) {
    switch (failure) {
      case null -> {}
      case Error e -> throw e;
      case RuntimeException e -> throw e;
      default -> throw new AssertionError(failure);
    }
  }

  /** The core's way in, on which things fail. */
  private final class Failing implements Acceptor {
    private final Acceptor its;

    Failing(Acceptor its) {
      this.its = its;
    }

    @Override
    public void accept(ByteDuplex link) {
      its.accept(link);
    }

    @Override
    public FrameReceiver accept(FrameDuplex link) {
      throwIt(atLinks);
      FrameReceiver receiver = its.accept(link);
      AtomicInteger frames = new AtomicInteger();
      return new FrameReceiver() {
        @Override
        public void frame(byte[] frame, int offset, int length) {
          boolean greets = frames.getAndIncrement() == 0;
          throwIt(greets ? null : beforeRequests);
          receiver.frame(frame, offset, length);
          throwIt(greets ? null : behindRequests);
        }

        @Override
        public void closed(@Nullable IOException cause) {
          receiver.closed(cause);
        }
      };
    }
  }

  @BeforeAll
  static void startTheLibrary() throws Exception {
    assertThat(Libparley.stop(Libparley.start(HostedEcho.class.getName(), ""))).isZero();
    DartPorts.install();
  }

  @BeforeEach
  void open() throws Exception {
    core =
        RunningCore.start(
            (way, _) -> start(listener -> way.listen(new Failing(listener))),
            "",
            Bridge.others(),
            new Handles<>());
    assertThat(appflowy.open(core)).isZero();
  }

  private Core start(Transport way) throws IOException {
    return Core.builder()
        .plugin(echo.binding())
        .limits(Limits.DEFAULT.withDrainTimeout(Duration.ofMillis(100)))
        .listen(way)
        .start();
  }

  @AfterEach
  void stop() {
    if (core != null) {
      int _ = core.close();
    }
  }

  /** What the front end reads, as far as it is text. */
  private void send(String text) {
    byte[] frame = FrontEnd.request(0, "SayInline", Note.CODEC, Note.of(text));
    int body = AppFlowyAsker.body(frame, 0);
    long port = DartPorts.open(answer -> answers.add(new String(answer, StandardCharsets.UTF_8)));
    try (Arena arena = Arena.ofConfined()) {
      byte[] request = Arrays.copyOfRange(frame, body, frame.length);
      MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, request);
      appflowy.event(port, 0, bytes.address(), request.length);
    }
  }

  private void expect(String text) throws InterruptedException {
    String answer = answers.poll(20, TimeUnit.SECONDS);
    assertThat(answer).as("the answer within 20 s").contains(text);
  }

  private void servesAsBefore() throws InterruptedException {
    for (int i = 0; i < REQUESTS; i++) {
      send("afterwards");
      expect("afterwards");
    }
    assertThat(answers).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whereNoLinkCanBeMade(Throwable failure) throws Exception {
    atLinks = failure;
    for (int i = 0; i < REQUESTS; i++) {
      assertThatThrownBy(() -> send("never handled")).as("what is logged").isSameAs(failure);
      expect("The request could not be handled: " + Providers.describe(failure));
    }
    atLinks = null;
    servesAsBefore();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whereTheRequestCantBeHandled(Throwable failure) throws Exception {
    beforeRequests = failure;
    for (int i = 0; i < REQUESTS; i++) {
      send("never handled");
      expect("The request could not be handled: " + Providers.describe(failure));
    }
    beforeRequests = null;
    servesAsBefore();
    assertThat(echo.calls()).isEqualTo(REQUESTS);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whereTheRequestWasAnsweredBefore(Throwable failure) throws Exception {
    behindRequests = failure;
    for (int i = 0; i < REQUESTS; i++) {
      send("handled");
      expect("handled");
    }
    behindRequests = null;
    servesAsBefore();
  }

  @Test
  void whoeverAnswersFirstDoes() throws Exception {
    long port = DartPorts.open(answer -> answers.add(new String(answer, StandardCharsets.UTF_8)));
    AppFlowyAsker asker = Objects.requireNonNull(AppFlowyAsker.of(port, 0));
    asker.noMemory("a request", 1_000);
    asker.fail(new IllegalStateException("too late"));
    expect("There is no memory for a request of 1,000 bytes");
    assertThat(answers).isEmpty();
  }
}
