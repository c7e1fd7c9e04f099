package dev.parley.transport.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.protocol.Limits;
import dev.parley.core.wire.FrameKind;
import dev.parley.testkit.Echo;
import dev.parley.testkit.Note;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links of the real library: who handles what, what is refused, and how they end. */
@Timeout(60)
class LinksTest {
  private final AttachedCore.Way way = new AttachedCore.Way();
  private final Echo echo = new Echo(NotificationHub.create());
  private final List<AutoCloseable> opened = new ArrayList<>();

  private Core start(Limits limits) throws Exception {
    Core core =
        Core.builder().plugin(echo.binding()).limits(limits).listen(way).name("links").start();
    opened.add(way);
    opened.add(core);
    return core;
  }

  private FrontEnd front() throws InterruptedException {
    FrontEnd front = FrontEnd.greeted(way.core());
    opened.addFirst(front);
    return front;
  }

  @AfterEach
  void closeEverything() throws Exception {
    echo.release();
    for (AutoCloseable resource : opened.reversed()) {
      resource.close();
    }
  }

  @Test
  void anInlineHandlerAnswersWithinTheSendAndOnItsThread() throws Exception {
    start(Limits.DEFAULT);
    FrontEnd front = front();
    AtomicReference<Thread> thread = new AtomicReference<>();
    front.whenever(_ -> thread.set(Thread.currentThread()));
    assertThat(front.send(FrontEnd.request(1, Echo.SAY_INLINE, Note.of("here")))).isZero();
    assertThat(front.hasNothing()).isFalse();
    assertThat(thread).hasValue(Thread.currentThread());
  }

  @Test
  void aFrameAsLargeAsTheLimitIsTakenAndOneByteMoreIsRefused() throws Exception {
    start(Limits.DEFAULT.withMaxFrameBytes(1000));
    FrontEnd front = front();
    assertThat(front.send(FrontEnd.requestOf(1000, 1, Echo.SAY_INLINE))).isEqualTo(Status.OK);
    assertThat(front.answered()).isEqualTo(1);
    assertThat(front.send(FrontEnd.requestOf(1001, 2, Echo.SAY_INLINE)))
        .isEqualTo(Status.TOO_LARGE);
    assertThat(front.send(FrontEnd.request(3, Echo.SAY_INLINE, Note.of("the link goes on"))))
        .isEqualTo(Status.OK);
    assertThat(front.answered()).isEqualTo(3);
  }

  @Test
  void whatWaitsForTheThreadThatHandlesFramesIsBounded() throws Exception {
    start(Limits.DEFAULT.withMaxFrameBytes(1000).withMaxQueueBytes(2008));
    FrontEnd front = front();
    CountDownLatch within = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    front.whenever(_ -> {
      within.countDown();
      await(goOn);
    });
    Thread sender =
        Thread.ofPlatform()
            .start(() -> {
              int _ = front.send(FrontEnd.request(1, Echo.SAY_INLINE, Note.of("stuck")));
            });
    await(within);
    assertThat(front.send(FrontEnd.requestOf(1000, 2, Echo.SAY_INLINE))).isEqualTo(Status.OK);
    assertThat(front.send(FrontEnd.requestOf(1000, 3, Echo.SAY_INLINE))).isEqualTo(Status.OK);
    assertThat(front.send(new byte[] {1})).as("one more byte").isEqualTo(Status.OVERLOADED);
    goOn.countDown();
    sender.join();
    for (int id = 1; id <= 3; id++) {
      assertThat(front.answered()).isEqualTo(id);
    }
    assertThat(front.send(FrontEnd.request(4, Echo.SAY_INLINE, Note.of("room again")))).isZero();
    assertThat(front.answered()).isEqualTo(4);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aCallbackMaySendInItsTurnWhicheverThreadItIsOn() throws Exception {
    start(Limits.DEFAULT);
    for (var event : List.of(Echo.SAY_INLINE, Echo.SAY)) {
      FrontEnd front = front();
      AtomicInteger sent = new AtomicInteger(1);
      front.whenever(_ -> {
        int id = sent.incrementAndGet();
        if (id <= 500) {
          assertThat(front.send(FrontEnd.request(id, event, Note.of("next")))).isZero();
        }
      });
      assertThat(front.send(FrontEnd.request(1, event, Note.of("first")))).isZero();
      for (int id = 1; id <= 500; id++) {
        assertThat(front.answered()).isEqualTo(id);
      }
    }
  }

  @Test
  void manyThreadsMaySendOverOneLinkAndEveryCallIsAnsweredOnce() throws Exception {
    start(Limits.DEFAULT);
    FrontEnd front = front();
    int each = 100;
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      int first = 1 + t * each;
      Thread.Builder builder = t % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
      threads.add(
          builder.start(() -> {
            for (int id = first; id < first + each; id++) {
              var event = id % 2 == 0 ? Echo.SAY : Echo.SAY_INLINE;
              assertThat(front.send(FrontEnd.request(id, event, Note.of("many")))).isZero();
            }
          }));
    }
    Set<Long> answered = new HashSet<>();
    for (int i = 0; i < 8 * each; i++) {
      assertThat(answered.add(front.answered())).isTrue();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(front.hasNothing()).isTrue();
  }

  @Test
  void aCallbackThatDoesNotReturnHoldsUpItsOwnLinkOnly() throws Exception {
    start(Limits.DEFAULT);
    CountDownLatch goOn = new CountDownLatch(1);
    List<FrontEnd> stuck = new ArrayList<>();
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      FrontEnd front = front();
      stuck.add(front);
      CountDownLatch within = new CountDownLatch(1);
      front.whenever(_ -> {
        within.countDown();
        await(goOn);
      });
      // On a thread of its own: it may find the answer there and be the one to deliver it.
      senders.add(
          Thread.ofPlatform()
              .start(() -> {
                int _ = front.send(FrontEnd.request(1, Echo.SAY, Note.of("stuck")));
              }));
      await(within);
    }
    FrontEnd healthy = front();
    for (int id = 1; id <= 100; id++) {
      assertThat(healthy.send(FrontEnd.request(id, Echo.SAY, Note.of("well")))).isZero();
      assertThat(healthy.answered()).isEqualTo(id);
    }
    goOn.countDown();
    for (FrontEnd front : stuck) {
      assertThat(front.answered()).isEqualTo(1);
    }
    for (Thread sender : senders) {
      sender.join();
    }
  }

  @Test
  void aSendIsNotHeldUpForEverByWhatOthersSendMeanwhile() throws Exception {
    start(Limits.DEFAULT);
    FrontEnd front = front();
    CountDownLatch within = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger onSender = new AtomicInteger();
    Thread sender =
        Thread.ofPlatform()
            .unstarted(() -> {
              int _ = front.send(FrontEnd.request(1, Echo.SAY_INLINE, Note.of("first")));
            });
    front.whenever(_ -> {
      within.countDown();
      await(goOn);
      if (Thread.currentThread() == sender) {
        onSender.incrementAndGet();
      }
    });
    sender.start();
    await(within);
    int others = 3000;
    for (int id = 2; id <= 1 + others; id++) {
      assertThat(front.send(FrontEnd.request(id, Echo.SAY_INLINE, Note.of("other")))).isZero();
    }
    goOn.countDown();
    sender.join();
    for (int id = 1; id <= 1 + others; id++) {
      assertThat(front.answered()).isEqualTo(id);
    }
    // Its own, and as many of others' as decision 12 says.
    assertThat(onSender).hasValueBetween(2, 1 + 1024);
  }

  @Test
  void aLinkMayBeClosedWithinItsCallbackWhicheverThreadItIsOn() throws Exception {
    start(Limits.DEFAULT);
    for (var event : List.of(Echo.SAY_INLINE, Echo.SAY)) {
      FrontEnd front = front();
      AtomicInteger status = new AtomicInteger(1);
      CountDownLatch closed = new CountDownLatch(1);
      front.whenever(_ -> {
        status.set(front.closeLink());
        closed.countDown();
      });
      assertThat(front.send(FrontEnd.request(1, event, Note.of("last")))).isZero();
      await(closed);
      assertThat(status).hasValue(Status.OK);
      assertThat(front.send(FrontEnd.request(2, event, Note.of("late")))).isEqualTo(Status.CLOSED);
      assertThat(front.closeLink()).isEqualTo(Status.CLOSED);
    }
  }

  @Test
  void aLinkThatIsClosedWithCallsInFlightInterruptsThem() throws Exception {
    start(Limits.DEFAULT);
    FrontEnd front = front();
    assertThat(front.send(FrontEnd.request(1, Echo.WAIT, Note.of("in flight")))).isZero();
    while (echo.calls() == 0) {
      Thread.onSpinWait(); // Until the handler runs; the test's time limit ends it otherwise.
    }
    assertThat(front.closeLink()).isEqualTo(Status.OK);
    assertThat(echo.interrupted().await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(front.hasNothing()).isTrue();
  }

  @Test
  void aCoreThatIsStoppedEndsItsCallsAndTellsEveryLink() throws Exception {
    long core = Libparley.start(HostedEcho.class.getName(), "");
    List<FrontEnd> fronts = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      FrontEnd front = FrontEnd.greeted(core);
      fronts.add(front);
      assertThat(
              front.send(FrontEnd.request(1, "Host.Sleep", Note.CODEC, new Note("in flight", 50))))
          .isZero();
    }
    assertThat(Libparley.stop(core)).isEqualTo(Status.OK);
    for (FrontEnd front : fronts) {
      int answers = 0;
      int kind = front.next();
      while (kind != 0) {
        answers += kind == FrameKind.RESPONSE ? 1 : 0;
        kind = front.next();
      }
      assertThat(answers).isEqualTo(1);
      assertThat(front.hasNothing()).as("after the end").isTrue();
      assertThat(front.send(FrontEnd.hello())).isEqualTo(Status.CLOSED);
    }
    assertThat(Libparley.stop(core)).isEqualTo(Status.CLOSED);
    assertThat(Libparley.open(core, _ -> {})).isEqualTo(Status.CLOSED);
  }

  @Test
  void aThousandLinksLeaveNothingBehind() throws Exception {
    start(Limits.DEFAULT);
    for (int i = 0; i < 1000; i++) {
      try (FrontEnd front = FrontEnd.greeted(way.core())) {
        assertThat(front.send(FrontEnd.request(1, Echo.SAY, Note.of("one of many")))).isZero();
        assertThat(front.answered()).isEqualTo(1);
      }
    }
    assertThat(Bridge.openLinks()).isZero();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("links connection")) {
        assertThat(thread.join(java.time.Duration.ofSeconds(20))).as("%s ends", thread).isTrue();
      }
    }
  }

  @Test
  void severalCoresStartFromSeveralThreadsAndKnowNothingOfEachOther() throws Exception {
    int before = Bridge.runningCores();
    List<Long> cores = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  long core = Libparley.start(HostedEcho.class.getName(), "");
                  synchronized (cores) {
                    cores.add(core);
                  }
                } catch (Libparley.StartFailed e) {
                  throw new AssertionError(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(cores).hasSize(4).doesNotHaveDuplicates();
    FrontEnd last = FrontEnd.greeted(cores.getLast());
    for (long core : cores.subList(0, 3)) {
      assertThat(Libparley.stop(core)).isEqualTo(Status.OK);
    }
    assertThat(last.send(FrontEnd.request(1, Echo.SAY_INLINE, Note.of("alive")))).isZero();
    assertThat(last.answered()).isEqualTo(1);
    assertThat(Libparley.stop(cores.getLast())).isEqualTo(Status.OK);
    assertThat(last.next()).isEqualTo(FrameKind.GO_AWAY);
    assertThat(last.next()).as("the end").isZero();
    assertThat(Bridge.runningCores()).as("cores that are remembered").isEqualTo(before);
  }
}
