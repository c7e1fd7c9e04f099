package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.event.EventType;
import dev.parley.core.event.GroupContract;
import dev.parley.core.event.Never;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import dev.parley.core.transport.Listening;
import dev.parley.core.transport.Peer;
import dev.parley.core.transport.Transport;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.Protocol;
import dev.parley.core.wire.SessionId;
import dev.parley.core.wire.Welcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Who may resume which session from where, and until when: beyond what every transport must carry.
 */
@Timeout(60)
class ResumedSessionsTest extends CoreTest {
  private static final Duration WINDOW = Duration.ofSeconds(1);

  private static void awaitAway() throws InterruptedException {
    CoreThreads.awaitEnd("core connection");
  }

  /** The bytes of the answer in {@link #away}, which is all that its front end has heard. */
  private static final int ANSWER = 20;

  /** A session with a call in flight and an answered one, without a link. */
  private SessionId away() throws Exception {
    int before = echo.calls();
    RawFrontEnd front = raw();
    SessionId session = front.greetResumably();
    front.request(1, Echo.WAIT, Note.of("in flight"));
    front.request(2, Echo.SAY_INLINE, Note.of("answered"));
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
    assertThat(front.frameBytes()).hasSize(ANSWER);
    untilCalled(before + 2);
    front.close();
    awaitAway();
    return session;
  }

  /** Whether a front end that comes and goes is given the session. */
  private boolean isResumed(@Nullable SessionId session, long received) throws IOException {
    try (RawFrontEnd front = new RawFrontEnd(transport.dial())) {
      return front.greetResumably(256, session, received).resumed();
    }
  }

  private void assertHandlerInterrupted() throws InterruptedException {
    assertThat(echo.interrupted().await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aSessionWaitsForItsWholeWindow() throws Exception {
    start(Limits.DEFAULT.withResumeWindow(WINDOW));
    SessionId session = away();
    time.advance(WINDOW.minusMillis(1));
    assertThat(isResumed(session, 0)).isTrue();
  }

  @Test
  void aSessionEndsWithItsWindow() throws Exception {
    start(Limits.DEFAULT.withResumeWindow(WINDOW));
    SessionId session = away();
    time.advance(WINDOW.minusMillis(1));
    assertThat(echo.interrupted().getCount()).as("not interrupted").isEqualTo(1);
    time.advance(Duration.ofMillis(1));
    assertHandlerInterrupted();
    assertThat(isResumed(session, 0)).isFalse();
  }

  @Test
  void nobodyGuessesASession() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw();
    SessionId session = front.greetResumably();
    for (byte[] forged : new byte[][] {{}, {1}, new byte[15], new byte[16], new byte[17]}) {
      assertThat(isResumed(SessionId.of(forged), 0)).as("%d bytes", forged.length).isFalse();
    }
    assertThat(isResumed(SessionId.random(), 0)).isFalse();
    front.expectNothing();
    assertThat(isResumed(session, 0)).isTrue();
  }

  @Test
  void aSessionThatCanNotGoOnWhereItsFrontEndIsEnds() throws Exception {
    start(Limits.DEFAULT);
    assertThat(isResumed(away(), ANSWER)).as("from the end").isTrue();
    long[] positions = {1, ANSWER - 1, ANSWER + 1, 1 << 20, Long.MAX_VALUE, -1, Long.MIN_VALUE};
    for (long position : positions) {
      SessionId session = away();
      assertThat(isResumed(session, position)).as("from %d", position).isFalse();
      assertHandlerInterrupted();
      assertThat(isResumed(session, 0)).as("after that").isFalse();
    }
  }

  @Test
  void eachLinkTakesThePlaceOfTheOneBefore() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd link = raw();
    SessionId session = link.greetResumably();
    long heard = 0;
    for (int id = 1; id <= 20; id++) {
      RawFrontEnd next = raw();
      assertThat(next.greetResumably(256, session, heard).resumed()).isTrue();
      link.expectEnd();
      next.request(id, Echo.SAY, Note.of("over link " + id));
      assertThat(next.expectAnswer(id)).isEqualTo(Protocol.OK);
      heard += next.frameBytes().length;
      link = next;
    }
    assertThat(echo.calls()).isEqualTo(20);
    link.expectNothing();
  }

  @Test
  void whatWasNotHeardIsSaidAgainUntilItIs() throws Exception {
    start(Limits.DEFAULT);
    SessionId session = away();
    for (int round = 0; round < 3; round++) {
      RawFrontEnd back = raw();
      assertThat(back.greetResumably(256, session, 0).resumed()).isTrue();
      assertThat(back.expectAnswer(2)).isEqualTo(Protocol.OK);
    }
    assertThat(echo.calls()).isEqualTo(2);
  }

  /** Two links of one session at once: the reader of the first is in the middle of a frame. */
  @Test
  void aNewLinkWaitsForTheFrameThatIsBeingHandled() throws Exception {
    EventType<Note, Note, Never> type = EventType.of("Slow.Say", Note.CODEC, Note.CODEC).inline();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    EventGroupBinding slow =
        EventGroupBinding.of(new GroupContract("Slow", "0000000000000001", "event Slow.Say = 0"))
            .providedBy("test")
            .handle(
                type,
                note -> {
                  calls.incrementAndGet();
                  begun.countDown();
                  awaitUninterruptibly(released);
                  return note;
                })
            .build();
    start(Limits.DEFAULT, slow);
    RawFrontEnd old = raw();
    SessionId session = old.greetResumably();
    byte[] request = RawFrontEnd.requestBytes(1, "Slow.Say", Note.CODEC, Note.of("slowly"));
    old.send(request);
    old.send(RawFrontEnd.requestBytes(2, "Slow.Say", Note.CODEC, Note.of("not handled yet")));
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    RawFrontEnd next = raw();
    CompletableFuture<Welcome> greeted = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try {
            greeted.complete(next.greetResumably(256, session, 0));
          } catch (IOException e) {
            greeted.completeExceptionally(e);
          }
        });
    old.expectEnd();
    assertThat(greeted).as("while the frame is being handled").isNotDone();
    released.countDown();
    Welcome welcome = greeted.get(20, TimeUnit.SECONDS);
    assertThat(welcome.resumed()).isTrue();
    long had = welcome.received();
    assertThat(had).as("whole frames").isIn((long) request.length, request.length + 39L);
    assertThat(next.expectAnswer(1)).isEqualTo(Protocol.OK);
    assertThat(calls).hasValueBetween(1, 2);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFullCoreTakesBackWhoIsOneOfIts() throws Exception {
    start(Limits.DEFAULT.withMaxConnections(1));
    SessionId session = away();
    RawFrontEnd back = raw();
    assertThat(back.greetResumably(256, session, 0).resumed()).as("away").isTrue();
    RawFrontEnd again = raw();
    assertThat(again.greetResumably(256, session, 0).resumed()).as("half-open").isTrue();
    RawFrontEnd stranger = raw();
    stranger.send(RawFrontEnd.helloBytes());
    assertThat(stranger.expectGoAway(Reason.OVERLOADED)).contains("Limits.maxConnections");
    assertThat(echo.interrupted().getCount()).as("not interrupted").isEqualTo(1);
    assertThat(again.expectAnswer(2)).isEqualTo(Protocol.OK);
    again.expectNothing();
  }

  @Test
  void whoWaitsLongestGivesWayFirst() throws Exception {
    start(Limits.DEFAULT.withMaxConnections(2));
    RawFrontEnd first = raw();
    SessionId oldest = first.greetResumably();
    first.close();
    awaitAway();
    time.advance(Duration.ofMillis(50));
    SessionId younger = away();
    RawFrontEnd newcomer = raw().greet();
    assertThat(echo.interrupted().getCount()).as("the younger one's handler").isEqualTo(1);
    RawFrontEnd back = raw();
    assertThat(back.greetResumably(256, younger, 0).resumed()).isTrue();
    newcomer.goAway();
    newcomer.expectEnd();
    back.goAway();
    back.expectEnd();
    awaitAway();
    assertThat(isResumed(oldest, 0)).isFalse();
  }

  @Test
  void whoIsAwayForTooManyAnswersIsGivenUp() throws Exception {
    start(Limits.DEFAULT.withMaxFrameBytes(1000).withMaxQueueBytes(5000));
    RawFrontEnd front = raw();
    SessionId session = front.greetResumably();
    for (int id = 1; id <= 10; id++) {
      front.request(id, Echo.WAIT, Note.of("x".repeat(900)));
    }
    untilCalled(10);
    front.close();
    awaitAway();
    echo.release();
    CoreThreads.awaitUntil(
        () -> {
          time.advance(Duration.ofMillis(50));
          try {
            return !isResumed(session, 0);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        },
        "the session is over");
  }

  @Test
  void aFrameThatStaysHalfCostsTheLinkAndNotTheSession() throws Exception {
    start(Limits.DEFAULT.withFrameTimeout(Duration.ofSeconds(5)));
    RawFrontEnd front = raw();
    SessionId session = front.greetResumably();
    byte[] request = RawFrontEnd.requestBytes(1, "Echo.Say", Note.CODEC, Note.of("at last"));
    front.expectNothing();
    byte[] pong = front.frameBytes();
    front.send(java.util.Arrays.copyOf(request, 7));
    CoreThreads.awaitUntil(
        () -> {
          time.advance(Duration.ofMillis(500));
          return CoreThreads.isEnded("core connection 1 reader");
        },
        "the link is left");
    front.expectEnd();
    RawFrontEnd back = raw();
    Welcome welcome = back.greetResumably(256, session, pong.length);
    assertThat(welcome.resumed()).isTrue();
    assertThat(welcome.received()).as("the Ping, and nothing of the half").isEqualTo(pong.length);
    back.send(request);
    assertThat(back.expectAnswer(1)).isEqualTo(Protocol.OK);
  }

  @Test
  void aFrontEndThatStopsReadingLosesItsLinkAndNotItsSession() throws Exception {
    transport = MemoryTransport.withCapacity(1000);
    start(Limits.DEFAULT.withWriteTimeout(Duration.ofSeconds(3)));
    RawFrontEnd front = raw();
    SessionId session = front.greetResumably();
    front.request(1, Echo.GROW, new Note("", 100_000));
    CoreThreads.awaitUntil(
        () -> {
          time.advance(Duration.ofMillis(500));
          return CoreThreads.isEnded("core connection 1 reader");
        },
        "the link is left");
    RawFrontEnd back = raw();
    assertThat(back.greetResumably(256, session, 0).resumed()).isTrue();
    assertThat(back.expectAnswer(1)).isEqualTo(Protocol.OK);
    assertThat(back.frame().payload(Note.CODEC).text()).hasSize(100_000);
    back.expectNothing();
    assertThat(echo.calls()).isEqualTo(1);
  }

  @Test
  void aSessionIsCountedOnceHoweverManyLinksItHas() throws Exception {
    Core core =
        opened(
            Core.builder().plugin(echo.binding()).listen(transport).ticker(time).metrics().start());
    SessionId session = away();
    assertThat(core.metrics().connections()).as("while it is away").isEqualTo(1);
    assertThat(isResumed(session, 0)).isTrue();
    assertThat(core.metrics().connections()).isEqualTo(1);
    assertThat(core.metrics().connectionsOpened()).isEqualTo(1);
    assertThat(core.metrics().event("Echo.Wait").inFlight()).isEqualTo(1);
  }

  @Test
  void frontEndsComeBackWhileOthersConnect() throws Exception {
    start(Limits.DEFAULT);
    SessionId session = away();
    CompletableFuture<Integer> comingBack =
        CompletableFuture.supplyAsync(() -> resumedTimes(session, 200));
    while (!comingBack.isDone()) {
      try (RawFrontEnd other = new RawFrontEnd(transport.dial())) {
        other.greet();
      }
    }
    assertThat(comingBack.get()).isEqualTo(200);
  }

  private int resumedTimes(SessionId session, int times) {
    int resumed = 0;
    try {
      for (int i = 0; i < times; i++) {
        resumed += isResumed(session, 0) ? 1 : 0;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return resumed;
  }

  @Test
  void aSessionIsItsUsersOnly() throws Exception {
    AtomicLong user = new AtomicLong(1000);
    AsUser users = new AsUser(transport, user);
    Core _ = opened(Core.builder().plugin(echo.binding()).listen(users).ticker(time).start());
    SessionId session = away();
    user.set(1001);
    assertThat(isResumed(session, 0)).as("by another user").isFalse();
    assertThat(echo.interrupted().getCount()).as("not interrupted").isEqualTo(1);
    user.set(1000);
    assertThat(isResumed(session, 0)).isTrue();
  }

  @Test
  void anAckMeansNothingInASessionThatIsNotResumable() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.acknowledge(1 << 20);
    front.expectNothing();
  }

  @Test
  void aSecondHelloIsAProtocolErrorInAResumedSessionToo() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw();
    SessionId session = front.greetResumably();
    front.close();
    awaitAway();
    RawFrontEnd back = raw();
    assertThat(back.greetResumably(256, session, 0).resumed()).isTrue();
    back.send(RawFrontEnd.helloBytes());
    assertThat(back.next()).isEqualTo(FrameKind.GO_AWAY);
    back.expectEnd();
    awaitAway();
    assertThat(isResumed(session, 0)).isFalse();
  }

  /** A transport whose front ends are processes of the user of the moment. */
  private record AsUser(Transport transport, AtomicLong user) implements Transport {
    @Override
    public Listening listen(Acceptor core) throws IOException {
      return transport.listen(
          new Acceptor() {
            @Override
            public void accept(ByteDuplex link) {
              core.accept(new UsersLink(link, link.peer().withUid(user.get())));
            }

            @Override
            public FrameReceiver accept(FrameDuplex link) {
              return core.accept(link);
            }
          });
    }
  }

  private record UsersLink(ByteDuplex link, Peer peer) implements ByteDuplex {
    @Override
    public int read(ByteBuffer target) throws IOException {
      return link.read(target);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      return link.write(source);
    }

    @Override
    public void close() {
      link.close();
    }
  }
}
