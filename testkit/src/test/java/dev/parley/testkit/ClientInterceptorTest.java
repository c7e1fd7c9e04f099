package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.client.Call;
import dev.parley.core.client.CallOptions;
import dev.parley.core.client.ClientInterceptor;
import dev.parley.core.client.Conversation;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.client.OutgoingCall;
import dev.parley.core.client.Result;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What interceptors of a Java client see, change and answer. */
@Timeout(30)
class ClientInterceptorTest extends CoreTest {
  private final List<String> seen = new CopyOnWriteArrayList<>();

  private CoreClient client(ClientInterceptor... interceptors) throws Exception {
    start(Limits.DEFAULT);
    CoreClient.Builder builder = CoreClient.builder().timeout(Duration.ofSeconds(9));
    for (ClientInterceptor interceptor : interceptors) {
      builder.intercept(interceptor);
    }
    return opened(builder.connect(transport.dial()));
  }

  /** Notes what it sees. */
  private final class Noting implements ClientInterceptor {
    private final String name;

    Noting(String name) {
      this.name = name;
    }

    @Override
    public <P, R, E> Call<R, E> around(OutgoingCall<P, R, E> call) {
      seen.add(name + " calls " + call.type());
      Call<R, E> made = call.proceed();
      made.whenDone((result, failure) ->
          seen.add(name + " saw " + (failure == null ? "a result" : failure.reason())));
      return made;
    }

    @Override
    public void itemSent(OutgoingCall<?, ?, ?> call, Object item) {
      seen.add(name + " sent " + ((Note) item).text());
    }

    @Override
    public void itemReceived(OutgoingCall<?, ?, ?> call, Object item) {
      seen.add(name + " received " + ((Note) item).text());
    }
  }

  @Test
  void theFirstIsOutermost() throws Exception {
    CoreClient client = client(new Noting("first"), new Noting("second"));
    Call<Note, ?> call = client.call(Echo.WAIT, Note.of("hi"));
    echo.release();
    assertThat(call.await()).isEqualTo(Note.of("hi"));
    while (seen.size() < 4) {
      // Callbacks run when the call has ended, and so perhaps after who waits for it goes on.
      Thread.onSpinWait();
    }
    assertThat(seen)
        .containsExactly(
            "first calls Echo.Wait",
            "second calls Echo.Wait",
            "second saw a result",
            "first saw a result");
  }

  @Test
  void itemsAreSeenInBothDirections() throws Exception {
    CoreClient client = client(new Noting("first"), new Noting("second"));
    try (Conversation<Note, Note, Note, Note> talk =
        client.open(Echo.TALK, Note.of(""), CallOptions.NONE)) {
      seen.clear();
      talk.send(Note.of("a"));
      assertThat(talk.iterator().next()).isEqualTo(Note.of("a"));
      assertThat(seen)
          .containsExactly(
              "first sent a", "second sent a", "first received a", "second received a");
      assertThat(talk.finish().await()).isEqualTo(new Note("", 1));
      assertThat(talk.result()).isEqualTo(new Result.Ok<>(new Note("", 1)));
    }
  }

  @Test
  void payloadAndOptionsMayBeChanged() throws Exception {
    CoreClient client =
        client(
            new ClientInterceptor() {
              @Override
              @SuppressWarnings("unchecked")
              public <P, R, E> Call<R, E> around(OutgoingCall<P, R, E> call) {
                assertThat(call.options().timeout()).isEqualTo(Duration.ofSeconds(9));
                return call.proceed(
                    (P) Note.of("changed " + ((Note) call.payload()).text()),
                    call.options().timeout(Duration.ZERO));
              }
            });
    assertThatThrownBy(() -> client.call(Echo.SAY, Note.of("it")).await())
        .isInstanceOfSatisfying(
            EventFailedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED));
  }

  @Test
  void aCallMayBeMadeAgain() throws Exception {
    CoreClient client =
        client(
            new ClientInterceptor() {
              @Override
              public <P, R, E> Call<R, E> around(OutgoingCall<P, R, E> call) {
                call.proceed().cancel();
                return call.proceed();
              }
            });
    assertThat(client.call(Echo.SAY, Note.of("twice")).await()).isEqualTo(Note.of("twice"));
    assertThatThrownBy(() -> client.open(Echo.TALK, Note.of(""), CallOptions.NONE))
        .hasMessageContaining("an interceptor can't call it a second time");
  }

  /** Answers itself, and lets nothing go out. */
  private static final class Refusing implements ClientInterceptor {
    @Override
    public <P, R, E> Call<R, E> around(OutgoingCall<P, R, E> call) {
      return call.failed(Reason.PERMISSION_DENIED, "not today");
    }
  }

  @Test
  void anInterceptorMayAnswerItself() throws Exception {
    CoreClient client = client(new Refusing(), new Noting("never reached"));
    assertThatThrownBy(() -> client.call(Echo.SAY, Note.of("")).await())
        .isInstanceOfSatisfying(
            EventFailedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.PERMISSION_DENIED))
        .hasMessage("not today");
    Conversation<Note, Note, Note, Note> talk =
        client.open(Echo.TALK, Note.of(""), CallOptions.NONE);
    assertThatThrownBy(() -> talk.send(Note.of("a"))).hasMessage("not today");
    assertThatThrownBy(() -> talk.iterator().hasNext()).hasMessage("not today");
    assertThatThrownBy(() -> talk.finish().await()).hasMessage("not today");
    assertThat(talk.isDone()).isTrue();
    talk.close();
    assertThat(seen).isEmpty();
    assertThat(echo.calls()).isZero();
  }
}
