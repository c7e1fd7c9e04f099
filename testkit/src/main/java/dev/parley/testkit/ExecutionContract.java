package dev.parley.testkit;

import static dev.parley.testkit.CoreUnderTest.assertServed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Core;
import dev.parley.core.client.CallOptions;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.event.Call;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.event.EventType;
import dev.parley.core.event.GroupContract;
import dev.parley.core.event.Never;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * How handlers run: one at a time where asked for, knowing their call, and failing as they like.
 */
interface ExecutionContract extends CoreUnderTest {
  EventType<Note, Note, Never> OTHER = EventType.of("Other.Say", Note.CODEC, Note.CODEC);

  /** The group that tests bind beside Echo, or in its place. */
  private static EventGroupBinding other(BlockingQueue<Call> calls) {
    return EventGroupBinding.of(new GroupContract("Other", "0", ""))
        .handle(
            OTHER,
            note -> {
              calls.add(Call.current());
              return note;
            })
        .build();
  }

  @Test
  default void callsOfASerialGroupWaitForEachOtherWhoeverMakesThemAndOthersDoNot()
      throws Exception {
    BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    start(
        Core.builder()
            .ticker(time())
            .plugin(echo().binding().serial())
            .plugin(other(calls))
            .listen(way()));
    RawFrontEnd one = raw().greet();
    RawFrontEnd two = raw().greet();
    one.request(1, Echo.WAIT, Note.of("holds its group up"));
    CoreThreads.awaitUntil(() -> echo().calls() == 1, "the handler has begun");
    two.request(1, Echo.SAY, Note.of("waits"));
    two.request(2, OTHER, Note.of("does not"));
    assertThat(two.expectAnswer(2)).isEqualTo(Protocol.OK);
    assertThat(echo().calls()).isEqualTo(1);
    echo().release();
    assertThat(one.expectAnswer(1)).isEqualTo(Protocol.OK);
    assertThat(two.expectAnswer(1)).isEqualTo(Protocol.OK);
  }

  @Test
  default void aHandlerKnowsItsCall() throws Exception {
    BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    start(core().plugin(other(calls)).listen(way()));
    CoreClient client = client();
    String trace = "00-%s-%s-01".formatted("1".repeat(32), "2".repeat(16));
    Duration timeout = Duration.ofMinutes(1);
    CallOptions options = CallOptions.NONE.timeout(timeout).traceparent(trace);
    assertThat(client.call(OTHER, Note.of(""), options).await()).isEqualTo(Note.of(""));
    Call call = calls.poll(20, TimeUnit.SECONDS);
    assertThat(call).isNotNull();
    assertThat(call.event()).isEqualTo("Other.Say");
    assertThat(call.id()).isPositive();
    assertThat(call.peer().transport()).isNotBlank();
    assertThat(call.traceparent()).hasValue(trace);
    assertThat(call.remaining())
        .hasValueSatisfying(it -> assertThat(it).isBetween(Duration.ZERO, timeout));
  }

  @Test
  default void whateverAHandlerDoesItsCallHasOneAnswerAndTheCoreGoesOn() throws Exception {
    start(core().listen(way()));
    CoreClient client = client();
    for (String way : List.of("null", "exception", "undeclared", "error", "stack", "memory")) {
      for (EventType<Note, Note, ?> type : List.of(Echo.FAIL, Echo.FAIL_INLINE)) {
        assertThatThrownBy(() -> client.call(type, Note.of(way)).await())
            .as(way)
            .hasMessageNotContaining("secret")
            .isInstanceOfSatisfying(
                EventFailedException.class,
                e -> assertThat(e.reason()).isEqualTo(Reason.HANDLER_FAILED));
      }
    }
    assertServed(client);
  }
}
