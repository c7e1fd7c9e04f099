package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.event.EventType;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.Protocol;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** Handlers that fail in every way: one answer without secrets, one entry in the log, no harm. */
class FailureTest extends CoreTest {
  private static final List<String> WAYS =
      List.of("null", "exception", "undeclared", "error", "stack", "memory", "unencodable");

  @Test
  void everyFailureIsAnsweredOnceAndLoggedOnceWithTheCallsId() throws Exception {
    for (boolean serial : List.of(false, true)) {
      transport = MemoryTransport.create();
      start(Limits.DEFAULT, serial ? echo.binding().serial() : echo.binding());
      RawFrontEnd front = raw().greet();
      long id = 100;
      for (EventType<Note, Note, ?> type : List.of(Echo.FAIL, Echo.FAIL_INLINE)) {
        for (String way : WAYS) {
          id++;
          try (CoreLog log = new CoreLog()) {
            front.request(id, type, Note.of(way));
            assertThat(front.expectFailure(id, Reason.HANDLER_FAILED))
                .as(way)
                .contains(type.name(), "the core's log tells more under call " + id)
                .doesNotContain("secret");
            front.expectNothing();
            assertThat(log.saying(Level.INFO, "call " + id))
                .as(way)
                .singleElement()
                .asString()
                .startsWith(type.name() + ", call " + id + ": the handler");
          }
        }
      }
      front.request(1, Echo.SAY, Note.of("the core goes on"));
      assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    }
  }

  @Test
  void aFailureOfAHandlerWhoseCallHasEndedIsNoErrorInTheLog() throws Exception {
    // Serial, so that the next call runs when all is said of the first.
    start(Limits.DEFAULT, echo.binding().serial());
    RawFrontEnd front = raw().greet();
    try (CoreLog log = new CoreLog()) {
      front.request(1, Echo.WAIT, Note.of(""));
      untilCalled(1);
      front.cancel(1);
      assertThat(front.expectFailure(1, Reason.CANCELLED)).isNotEmpty();
      echo.interrupted().await();
      front.request(2, Echo.SAY, Note.of(""));
      assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
      assertThat(log.saying(Level.INFO, "call 1")).isEmpty();
    }
  }
}
