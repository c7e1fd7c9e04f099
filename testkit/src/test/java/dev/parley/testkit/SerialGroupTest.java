package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.event.EventType;
import dev.parley.core.event.GroupContract;
import dev.parley.core.event.Never;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A group whose handlers run one call at a time, in the order in which the calls came. */
class SerialGroupTest extends CoreTest {
  private static final EventType<Note, Note, Never> OTHER =
      EventType.of("Other.Say", Note.CODEC, Note.CODEC);

  @Test
  void callsRunOneAtATimeInTheOrderInWhichTheyCame() throws Exception {
    var atOnce = new AtomicInteger();
    var most = new AtomicInteger();
    List<Integer> order = new ArrayList<>(); // Safe only if the calls really are serial.
    EventGroupBinding serial =
        EventGroupBinding.of(Echo.GROUP)
            .handle(
                Echo.SAY,
                note -> {
                  most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                  order.add(note.number());
                  Thread.onSpinWait();
                  atOnce.decrementAndGet();
                  return note;
                })
            .handle(
                Echo.SAY_INLINE,
                note -> {
                  most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                  order.add(note.number());
                  atOnce.decrementAndGet();
                  return note;
                })
            .build()
            .serial();
    assertThat(serial.isSerial()).isTrue();
    start(Limits.DEFAULT, serial);
    RawFrontEnd front = raw().greet();
    int count = 1000;
    for (int i = 1; i <= count; i++) {
      front.request(i, i % 3 == 0 ? Echo.SAY_INLINE : Echo.SAY, new Note("", i));
    }
    for (int i = 1; i <= count; i++) {
      assertThat(front.expectAnswer(i)).as("in order, as each ends").isEqualTo(Protocol.OK);
    }
    assertThat(most).hasValue(1);
    assertThat(order).hasSize(count).isSorted();
  }

  @Test
  void otherGroupsAreNotHeldUp() throws Exception {
    start(
        Limits.DEFAULT,
        echo.binding().serial(),
        EventGroupBinding.of(new GroupContract("Other", "0", ""))
            .handle(OTHER, note -> note)
            .build());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of("holds its own group up"));
    front.request(2, Echo.SAY, Note.of("waits"));
    front.request(3, OTHER, Note.of("does not"));
    assertThat(front.expectAnswer(3)).isEqualTo(Protocol.OK);
    echo.release();
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
  }

  @Test
  void aCallThatFailsOrIsCancelledLetsTheNextOneRun() throws Exception {
    start(Limits.DEFAULT, echo.binding().serial());
    RawFrontEnd front = raw().greet();
    long id = 0;
    for (String how : List.of("exception", "error", "stack", "memory", "null")) {
      front.request(++id, Echo.FAIL, Note.of(how));
      assertThat(front.expectFailure(id, Reason.HANDLER_FAILED)).isNotEmpty();
    }
    front.request(20, Echo.WAIT, Note.of("forever"));
    front.request(21, Echo.SAY, Note.of("behind it"));
    front.cancel(20);
    assertThat(front.expectFailure(20, Reason.CANCELLED)).isNotEmpty();
    assertThat(front.expectAnswer(21)).isEqualTo(Protocol.OK);
  }

  /** Else who calls and cancels could queue as much as it likes. */
  @Test
  void aCallThatWasCancelledWhileItWaitedCountsUntilItsTurn() throws Exception {
    start(Limits.DEFAULT.withMaxCallsPerConnection(2), echo.binding().serial());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of("holds the others up"));
    front.request(2, Echo.SAY, Note.of("waits"));
    front.cancel(2);
    assertThat(front.expectFailure(2, Reason.CANCELLED)).isNotEmpty();
    front.request(3, Echo.SAY, Note.of("one too many"));
    assertThat(front.expectFailure(3, Reason.OVERLOADED)).contains("the limit is 2");
    echo.release();
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    while (true) {
      front.request(4, Echo.SAY, Note.of("there is room again"));
      assertThat(front.next()).isEqualTo(FrameKind.RESPONSE);
      if (front.frame().code() == Protocol.OK) {
        break;
      }
    }
    assertThat(echo.calls()).as("the cancelled one never ran").isEqualTo(2);
  }
}
