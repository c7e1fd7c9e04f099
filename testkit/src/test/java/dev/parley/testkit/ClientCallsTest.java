package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Core;
import dev.parley.core.client.Call;
import dev.parley.core.client.CallOptions;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.event.EventType;
import dev.parley.core.event.GroupContract;
import dev.parley.core.event.Never;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How calls of a Java client end early, with real cores: here, there, and from one to the next. */
@Timeout(30)
class ClientCallsTest extends CoreTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static final EventType<Note, Note, Never> PASS_ON =
      EventType.of("Middle.PassOn", Note.CODEC, Note.CODEC);
  private static final EventType<Note, Note, Never> ASK =
      EventType.of("Middle.Ask", Note.CODEC, Note.CODEC);

  private CoreClient client = startCore();

  private CoreClient startCore() {
    try {
      start(Limits.DEFAULT);
      return opened(CoreClient.builder().ticker(time).connect(transport.dial()));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void theClockHasStarted() {
    time.advance(Duration.ofSeconds(1));
  }

  private static void assertReason(Throwable thrown, Reason reason) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            EventFailedException.class,
            e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
  }

  private void awaitHandler() {
    while (echo.calls() == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void cancellingInterruptsTheHandler() throws Exception {
    Call<Note, Never> call = client.call(Echo.WAIT, Note.of(""));
    awaitHandler();
    call.cancel();
    assertThatThrownBy(call::await).satisfies(e -> assertReason(e, Reason.CANCELLED));
    assertThat(echo.interrupted().await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(client.call(Echo.SAY, Note.of("on")).await()).isEqualTo(Note.of("on"));
  }

  @Test
  void theDeadlineInterruptsTheHandler() throws Exception {
    Call<Note, Never> call =
        client.call(Echo.WAIT, Note.of(""), CallOptions.NONE.timeout(Duration.ofMillis(100)));
    awaitHandler();
    assertThat(call.isDone()).isFalse();
    time.advance(Duration.ofMillis(100));
    assertThatThrownBy(call::await).satisfies(e -> assertReason(e, Reason.DEADLINE_EXCEEDED));
    assertThat(echo.interrupted().await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void closingTheClientInterruptsTheHandler() throws Exception {
    Call<Note, Never> call = client.call(Echo.WAIT, Note.of(""));
    awaitHandler();
    client.close();
    assertThatThrownBy(call::await).satisfies(e -> assertReason(e, Reason.OUTCOME_UNKNOWN));
    assertThat(echo.interrupted().await(20, TimeUnit.SECONDS)).isTrue();
  }

  /** A core whose handlers call the first one, and a client of it. */
  private CoreClient middle(Function<Note, Note> passOn, Function<Note, Note> ask)
      throws Exception {
    MemoryTransport way = MemoryTransport.create();
    opened(
        Core.builder()
            .plugin(
                EventGroupBinding.of(new GroupContract("Middle", "0", ""))
                    .handle(PASS_ON, passOn)
                    .handle(ASK, ask)
                    .build())
            .listen(way)
            .ticker(time)
            .start());
    return opened(CoreClient.builder().ticker(time).connect(way.dial()));
  }

  private static Note await(Call<Note, ?> call) {
    try {
      return call.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aCallMadeInAHandlerIsCancelledWithIt() throws Exception {
    CompletableFuture<Call<Note, Never>> inner = new CompletableFuture<>();
    CoreClient outer =
        middle(
            note -> {
              Call<Note, Never> call = client.call(Echo.WAIT, note);
              inner.complete(call);
              return await(call);
            },
            note -> note);
    Call<Note, Never> call = outer.call(PASS_ON, Note.of(""));
    Call<Note, Never> its = inner.get(20, TimeUnit.SECONDS);
    awaitHandler();
    call.cancel();
    assertThat(echo.interrupted().await(20, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(its::await).satisfies(e -> assertReason(e, Reason.CANCELLED));
  }

  @Test
  void aCallMadeInAHandlerHasNoMoreTimeAndTheSameTrace() throws Exception {
    CoreClient asking =
        middle(
            note -> note,
            note -> {
              var current = dev.parley.core.event.Call.current();
              return new Note(
                  current.traceparent().orElse("none"),
                  (int) current.remaining().map(Duration::toMillis).orElse(0L).longValue());
            });
    CoreClient outer =
        middle(
            note -> {
              CallOptions own =
                  note.number() == 0
                      ? CallOptions.NONE
                      : CallOptions.NONE.timeout(Duration.ofMillis(note.number()));
              return await(asking.call(ASK, note, own));
            },
            note -> note);
    CallOptions options = CallOptions.NONE.timeout(Duration.ofSeconds(2)).traceparent(TRACE);
    assertThat(outer.call(PASS_ON, new Note("", 0), options).await())
        .isEqualTo(new Note(TRACE, 2000));
    assertThat(outer.call(PASS_ON, new Note("", 500), options).await())
        .as("with less time of its own")
        .isEqualTo(new Note(TRACE, 500));
    assertThat(outer.call(PASS_ON, new Note("", 9000), options).await())
        .as("with more time of its own")
        .isEqualTo(new Note(TRACE, 2000));
    assertThat(outer.call(PASS_ON, new Note("", 0)).await())
        .as("without anything to inherit")
        .isEqualTo(new Note("none", 0));
  }

  @Test
  void timeoutsThatCannotBeSentAreRefused() {
    CallOptions none = CallOptions.NONE;
    assertThat(none.timeout(Duration.ofMillis(4_294_967_295L)).timeout()).isNotNull();
    assertThatThrownBy(() -> none.timeout(Duration.ofMillis(4_294_967_296L)))
        .hasMessage("A timeout of PT1193H2M47.296S; it must be from 0 to 4,294,967,295 ms");
    assertThatThrownBy(() -> none.timeout(Duration.ofMillis(-1))).hasMessageContaining("-0.001S");
    assertThatThrownBy(() -> CoreClient.builder().timeout(Duration.ZERO))
        .hasMessage("A timeout of 0 leaves no time for any call");
  }

  @Test
  void traceContextsThatAreNoneAreRefused() {
    for (String none :
        new String[] {
          "",
          TRACE + "0",
          TRACE.replace("00-4", "01-4"),
          TRACE.replace('b', 'B'),
          "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01",
          "00-4bf92f3577b34da6a3ce929d0e0e4736-" + "0".repeat(16) + "-01"
        }) {
      assertThatThrownBy(() -> CallOptions.NONE.traceparent(none))
          .as(none)
          .hasMessageContaining("'" + none + "' is no W3C trace context");
    }
  }
}
