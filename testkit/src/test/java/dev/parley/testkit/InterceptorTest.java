package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Core;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.client.Result;
import dev.parley.core.event.Call;
import dev.parley.core.intercept.Interceptor;
import dev.parley.core.intercept.Invocation;
import dev.parley.core.protocol.Reason;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** Interceptors go around handlers and see what passes. */
class InterceptorTest extends CoreTest {
  private final List<String> seen = new CopyOnWriteArrayList<>();

  private CoreClient client(Interceptor... interceptors) throws Exception {
    Core.Builder builder = Core.builder().plugin(echo.binding()).listen(transport);
    for (Interceptor interceptor : interceptors) {
      builder.intercept(interceptor);
    }
    opened(builder.start());
    return opened(CoreClient.connect(transport.dial()));
  }

  /** Says when it begins and ends, and what it sees. */
  private Interceptor named(String name) {
    return new Interceptor() {
      @Override
      public <P, R> R around(Invocation<P, R> invocation) {
        seen.add("%s before %s %s".formatted(name, invocation.type(), invocation.payload()));
        R response = invocation.proceed();
        seen.add("%s after %s".formatted(name, response));
        return response;
      }

      @Override
      public void itemSent(Call call, Object item) {
        seen.add("%s %s sent %s".formatted(name, call.event(), item));
      }

      @Override
      public void itemReceived(Call call, Object item) {
        seen.add("%s %s received %s".formatted(name, call.event(), item));
      }

      @Override
      public String toString() {
        return name;
      }
    };
  }

  /** Does something to calls whose payload is a note. */
  private interface OfNotes extends Interceptor {
    Note around(Note payload, Invocation<Note, Note> invocation);

    @Override
    @SuppressWarnings("unchecked")
    default <P, R> R around(Invocation<P, R> invocation) {
      return (R) around((Note) invocation.payload(), (Invocation<Note, Note>) invocation);
    }
  }

  @Test
  void theFirstAddedIsTheOutermost() throws Exception {
    CoreClient client = client(named("first"), named("second"));
    Note note = Note.of("hello");
    assertThat(client.call(Echo.SAY, note).await()).isEqualTo(note);
    assertThat(seen)
        .containsExactly(
            "first before Echo.Say " + note,
            "second before Echo.Say " + note,
            "second after " + note,
            "first after " + note);
  }

  @Test
  void theyRunOnTheHandlersThreadWithinTheCall() throws Exception {
    OfNotes here =
        (payload, invocation) -> {
          assertThat(Call.current()).isSameAs(invocation.call());
          assertThat(Call.current().event()).isEqualTo(invocation.type().name());
          seen.add(Thread.currentThread().isVirtual() ? "virtual" : "reader");
          return invocation.proceed();
        };
    CoreClient client = client(here);
    client.call(Echo.SAY, Note.of("")).await();
    client.call(Echo.SAY_INLINE, Note.of("")).await();
    assertThat(seen).containsExactly("virtual", "reader");
  }

  @Test
  void payloadAndAnswerCanBeReplaced() throws Exception {
    OfNotes louder =
        (payload, invocation) -> {
          Note answer = invocation.proceed(Note.of(payload.text() + "!"));
          return new Note(answer.text(), 42);
        };
    CoreClient client = client(louder, named("inner"));
    assertThat(client.call(Echo.SAY, Note.of("hello")).await()).isEqualTo(new Note("hello!", 42));
    assertThat(seen).first().isEqualTo("inner before Echo.Say " + Note.of("hello!"));
  }

  @Test
  void oneThatDoesNotProceedAnswersInTheHandlersPlace() throws Exception {
    OfNotes cache = (payload, invocation) -> Note.of("known");
    CoreClient client = client(cache);
    assertThat(client.call(Echo.SAY, Note.of("hello")).await()).isEqualTo(Note.of("known"));
    assertThat(echo.calls()).isZero();
  }

  @Test
  void oneMayProceedAgain() throws Exception {
    OfNotes twice =
        (payload, invocation) -> {
          var _ = invocation.proceed();
          return invocation.proceed();
        };
    CoreClient client = client(twice);
    client.call(Echo.SAY, Note.of("hello")).await();
    assertThat(echo.calls()).isEqualTo(2);
  }

  @Test
  void theDeclaredExceptionIsTheDeclaredErrorAndAnyOtherAFailure() throws Exception {
    OfNotes strict =
        (payload, invocation) -> {
          if (payload.text().equals("declared")) {
            throw new EchoException(Note.of("not today"));
          }
          throw new IllegalStateException("secret of the interceptor");
        };
    CoreClient client = client(strict);
    assertThat(client.call(Echo.SAY, Note.of("declared")).result())
        .isEqualTo(new Result.Err<>(Note.of("not today")));
    assertThatThrownBy(() -> client.call(Echo.SAY, Note.of("other")).await())
        .isInstanceOfSatisfying(
            EventFailedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.HANDLER_FAILED))
        .hasMessageNotContaining("secret");
    assertThat(echo.calls()).isZero();
  }

  @Test
  void oneThatReturnsNullFailsTheCall() throws Exception {
    @SuppressWarnings("NullAway") // That it returns null is what is shown.
    OfNotes empty = (payload, invocation) -> null;
    CoreClient client = client(empty);
    assertThatThrownBy(() -> client.call(Echo.SAY, Note.of("")).await())
        .hasMessageContaining("returned null");
  }

  @Test
  void streamsAreSeenBothWays() throws Exception {
    var _ = client(named("first"), named("second"));
    try (Talk talk = Talk.begin(raw().greet(), 1)) {
      talk.item(Note.of("item"));
    }
    Note head = Note.of("head");
    Note item = Note.of("item");
    assertThat(seen)
        .containsExactly(
            "first before Echo.Talk " + head,
            "second before Echo.Talk " + head,
            "first Echo.Talk received " + item,
            "second Echo.Talk received " + item,
            "first Echo.Talk sent " + item,
            "second Echo.Talk sent " + item,
            "second after " + new Note("", 1),
            "first after " + new Note("", 1));
  }

  @Test
  void oneThatFailsOnAnItemHurtsNobody() throws Exception {
    Interceptor broken =
        new Interceptor() {
          @Override
          public <P, R> R around(Invocation<P, R> invocation) {
            return invocation.proceed();
          }

          @Override
          public void itemReceived(Call call, Object item) {
            throw new IllegalStateException("a bug of the interceptor");
          }
        };
    var _ = client(broken, named("next"));
    try (CapturedLog log = CapturedLog.from(Level.WARNING);
        Talk talk = Talk.begin(raw().greet(), 1)) {
      talk.item(Note.of("item"));
      LogRecord record = log.next();
      assertThat(record.getMessage()).startsWith("Echo.Talk, call 1: ");
      assertThat(record.getThrown()).hasMessage("a bug of the interceptor");
    }
    assertThat(seen).contains("next Echo.Talk received " + Note.of("item"));
  }
}
