package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.client.CoreClient;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.event.EventType;
import dev.parley.core.event.GroupContract;
import dev.parley.core.event.Never;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who sends notifications never waits, on whatever thread, while a front end reads nothing. */
class SendingTest extends CoreTest {
  private static final GroupContract GROUP = new GroupContract("Tell", "0", "");
  private static final EventType<Note, Note, Never> TELL =
      EventType.of("Tell.Tell", Note.CODEC, Note.CODEC);
  private static final EventType<Note, Note, Never> TELL_INLINE =
      EventType.of("Tell.TellInline", Note.CODEC, Note.CODEC).inline();

  /** Far more than the link, the queue and the backlog of one front end take together. */
  private static final int COUNT = 3_000;

  private static final String TEXT = "x".repeat(10_000);

  private final CountDownLatch sent = new CountDownLatch(1);

  private Note tell(Note note) {
    for (int i = 1; i <= COUNT; i++) {
      hub.send(Echo.HEARD, new Note(TEXT, i));
    }
    sent.countDown();
    return note;
  }

  private RawFrontEnd stalled() throws Exception {
    RawFrontEnd stalled = raw().greet();
    stalled.subscribe(1, "Echo");
    return stalled;
  }

  @BeforeEach
  void startWithLinksThatTakeLittle() throws Exception {
    transport = MemoryTransport.withCapacity(1000);
    EventGroupBinding telling =
        EventGroupBinding.of(GROUP)
            .handle(TELL, this::tell)
            .handle(TELL_INLINE, this::tell)
            .build();
    var _ = start(Limits.DEFAULT, echo.binding(), telling);
  }

  @Test
  void aHandlerOnAThreadOfItsOwnDoesNot() throws Exception {
    RawFrontEnd stalled = stalled();
    RawFrontEnd another = raw().greet();
    another.request(1, TELL, Note.of("done"));
    assertThat(another.expectAnswer(1)).isEqualTo(Protocol.OK);
    assertIsToldToReadAgain(stalled);
  }

  /** Nor does the reader whose front end it is that does not read. */
  @Test
  void aHandlerOnTheReaderDoesNot() throws Exception {
    RawFrontEnd stalled = stalled();
    stalled.request(2, TELL_INLINE, Note.of("done"));
    assertThat(sent.await(20, TimeUnit.SECONDS)).isTrue();
    stalled.request(3, Echo.SAY_INLINE, Note.of("read behind it"));
    untilCalled(1);
    assertIsToldToReadAgain(stalled);
  }

  /** A thread that is interrupted closes what it writes to; it writes to nobody's link. */
  @Test
  void anInterruptedThreadDoesNotAndHarmsNobody() throws Exception {
    RawFrontEnd stalled = stalled();
    CoreClient reading = opened(CoreClient.connect(transport.dial(), Echo.GROUP));
    ConcurrentLinkedQueue<Integer> heard = new ConcurrentLinkedQueue<>();
    var _ = reading.subscribe(Echo.ASIDE, (_, note) -> heard.add(note.number()));
    boolean[] stillInterrupted = new boolean[1];
    Thread sender =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              Thread.currentThread().interrupt();
              Note _ = tell(Note.of(""));
              for (int i = 1; i <= 100; i++) {
                hub.send(Echo.ASIDE, new Note("", i));
              }
              stillInterrupted[0] = Thread.currentThread().isInterrupted();
            });
    assertThat(sender.join(Duration.ofSeconds(20))).isTrue();
    assertThat(stillInterrupted[0]).isTrue();
    assertThat(reading.call(Echo.SAY, Note.of("still there")).await()).isNotNull();
    List<Integer> all = IntStream.rangeClosed(1, 100).boxed().toList();
    assertThat(List.copyOf(heard)).isEqualTo(all);
    assertIsToldToReadAgain(stalled);
  }

  private static void assertIsToldToReadAgain(RawFrontEnd stalled) throws Exception {
    int kind = stalled.next();
    while (kind == FrameKind.NOTIFICATION) {
      kind = stalled.next();
    }
    assertThat(FrameKind.name(kind)).isEqualTo(FrameKind.name(FrameKind.RESYNC));
    String _ = stalled.resync(Reason.SLOW_CONSUMER);
  }
}
