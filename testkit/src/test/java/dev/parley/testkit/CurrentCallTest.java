package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.event.Call;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.event.EventType;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.protocol.Limits;
import dev.parley.core.wire.Protocol;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What a handler learns of the call that it works on. */
class CurrentCallTest extends CoreTest {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final ConcurrentLinkedQueue<Call> seen = new ConcurrentLinkedQueue<>();

  private EventGroupBinding remembering() {
    return EventGroupBinding.of(Echo.GROUP)
        .handle(Echo.SAY, this::remember)
        .handle(Echo.SAY_INLINE, this::remember)
        .build();
  }

  private Note remember(Note note) {
    seen.add(Call.current());
    assertThat(Call.find()).containsSame(Call.current());
    return note;
  }

  @Test
  void aHandlerKnowsItsCallWhereverItRuns() throws Exception {
    for (boolean serial : List.of(false, true)) {
      seen.clear();
      transport = MemoryTransport.create();
      start(Limits.DEFAULT, serial ? remembering().serial() : remembering());
      RawFrontEnd front = raw().greet();
      long id = 0;
      for (EventType<Note, Note, ?> type : List.of(Echo.SAY, Echo.SAY_INLINE)) {
        id++;
        front.request(id, type, Note.of(""), 0, TRACE);
        assertThat(front.expectAnswer(id)).isEqualTo(Protocol.OK);
        Call call = seen.remove();
        assertThat(call.id()).isEqualTo(id);
        assertThat(call.event()).isEqualTo(type.name());
        assertThat(call.traceparent()).contains(TRACE);
        assertThat(call.remaining()).isEmpty();
        assertThat(call.isEnded()).as("the handler answered").isFalse();
        assertThat(call.peer().transport()).isEqualTo("memory");
        assertThat(call.peer().uid()).isEmpty();
        assertThat(call.peer().pid()).isEmpty();
        assertThat(call).hasToString(type.name() + ", call " + id);
      }
    }
  }

  @Test
  void outsideOfAHandlerThereIsNoCall() {
    assertThat(Call.find()).isEqualTo(Optional.empty());
    assertThatThrownBy(Call::current)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("No call is handled on this thread");
  }

  @Test
  void aTraceContextThatIsNoneIsIgnored() throws Exception {
    start(Limits.DEFAULT, remembering());
    RawFrontEnd front = raw().greet();
    List<String> malformed =
        List.of(
            "",
            "00",
            TRACE.substring(1),
            TRACE + "0",
            "01" + TRACE.substring(2),
            TRACE.replace('-', '_'),
            TRACE.toUpperCase(Locale.ROOT),
            TRACE.replace("0af7651916cd43dd8448eb211c80319c", "0".repeat(32)),
            TRACE.replace("b7ad6b7169203331", "0".repeat(16)),
            TRACE.replace("-01", "-0x"),
            "\u00e9".repeat(27) + "x");
    for (String trace : malformed) {
      front.request(1, Echo.SAY, Note.of(""), 0, trace);
      assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
      assertThat(seen.remove().traceparent()).as(trace).isEmpty();
    }
  }
}
