package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.client.Call;
import dev.parley.core.client.CallOptions;
import dev.parley.core.client.ConnectFailedException;
import dev.parley.core.client.ConnectionState;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.Listener;
import dev.parley.core.client.Resync;
import dev.parley.core.client.Subscription;
import dev.parley.core.event.GroupContract;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.Hello;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that dials again, and its core, which is the test itself. */
class ReconnectingTest extends ReconnectingCoreTest {
  @Test
  void aLostLinkLosesNothing() throws Exception {
    CoreClient client = connect();
    Call<Note, Note> answeredLater = client.call(Echo.SAY, Note.of("one"));
    Call<Note, Note> lostOnItsWay = client.call(Echo.SAY, Note.of("two"));
    expect(core(), FrameKind.REQUEST, 1);
    long handled = core().frameBytes().length;
    expect(core(), FrameKind.REQUEST, 2);
    cut();
    Call<Note, Note> meanwhile = client.call(Echo.SAY, Note.of("three"));
    Hello hello = redialed();
    assertThat(hello.session()).isEqualTo(SESSION);
    assertThat(hello.received()).isZero();
    resumed(handled);
    expect(core(), FrameKind.REQUEST, 2);
    expect(core(), FrameKind.REQUEST, 3);
    byte[] answer = answer(1, Note.of("1"));
    core().send(answer);
    core().send(answer(2, Note.of("2")));
    assertThat(answeredLater.await()).isEqualTo(Note.of("1"));
    assertThat(lostOnItsWay.await()).isEqualTo(Note.of("2"));
    cut();
    hello = redialed();
    assertThat(hello.received()).isEqualTo(answer.length + answer(2, Note.of("2")).length);
    resumed(said(client, 3));
    core().send(answer(3, Note.of("3")));
    assertThat(meanwhile.await()).isEqualTo(Note.of("3"));
    CoreThreads.awaitUntil(() -> states.size() == 4, "all states were told");
    assertThat(states)
        .satisfiesExactly(
            it -> assertThat(it).isInstanceOf(ConnectionState.Reconnecting.class),
            it -> assertThat(it).isEqualTo(new ConnectionState.Connected(true)),
            it -> assertThat(it).isInstanceOf(ConnectionState.Reconnecting.class),
            it -> assertThat(it).isEqualTo(new ConnectionState.Connected(true)));
  }

  /** How many bytes so many requests like those above have. */
  private static long said(CoreClient client, int requests) {
    assertThat(client.isOpen()).isTrue();
    return List.of("one", "two", "three").subList(0, requests).stream()
        .mapToLong(it -> request(1, Echo.SAY, Note.of(it)).length)
        .sum();
  }

  @Test
  void aLostSessionEndsWhatWasSentAndSendsTheRestAgain() throws Exception {
    CoreClient client = connect();
    Call<Note, Note> sent = client.call(Echo.SAY, Note.of("sent"));
    Call<Note, ?> again =
        client.call(Echo.ASK, Note.of("again"), CallOptions.NONE.timeout(Duration.ofSeconds(1)));
    var stream = client.open(Echo.EXPORT, Note.of(""), CallOptions.NONE);
    expect(core(), FrameKind.REQUEST, 1);
    expect(core(), FrameKind.REQUEST, 2);
    expect(core(), FrameKind.REQUEST, 3);
    cut();
    awaitReconnecting();
    Call<Note, Note> unsent = client.call(Echo.SAY, Note.of("unsent"));
    Call<Note, Note> cancelled = client.call(Echo.SAY, Note.of("cancelled"));
    var unsentStream = client.open(Echo.EXPORT, Note.of(""), CallOptions.NONE);
    cancelled.cancel();
    time.advance(Duration.ofMillis(100));
    var _ = redialed();
    renewed();
    assertThat(expect(core(), FrameKind.REQUEST, 2).timeoutMillis()).isBetween(700, 900);
    assertThat(core().frame().payload(Note.CODEC)).isEqualTo(Note.of("again"));
    expect(core(), FrameKind.REQUEST, 4);
    var behind = client.call(Echo.SAY, Note.of("behind"));
    expect(core(), FrameKind.REQUEST, 7);
    core().send(answer(7, Note.of("")));
    behind.await();
    core().send(answer(2, Note.of("2")));
    core().send(answer(4, Note.of("4")));
    assertThat(again.await()).isEqualTo(Note.of("2"));
    assertThat(unsent.await()).isEqualTo(Note.of("4"));
    assertThatThrownBy(sent::await)
        .satisfies(e -> assertReason(e, Reason.OUTCOME_UNKNOWN))
        .hasMessageContaining("whether the handler ran is unknown");
    assertThatThrownBy(stream::await).satisfies(e -> assertReason(e, Reason.OUTCOME_UNKNOWN));
    assertThatThrownBy(unsentStream::await).satisfies(e -> assertReason(e, Reason.NOT_CONNECTED));
    assertThatThrownBy(cancelled::await).satisfies(e -> assertReason(e, Reason.CANCELLED));
    assertThat(states).last().isEqualTo(new ConnectionState.Connected(false));
  }

  @Test
  void listenersAreToldOnlyWhenTheNewSessionHasAgreed() throws Exception {
    CoreClient client = connect();
    List<String> told = new CopyOnWriteArrayList<>();
    Listener<Note> listener =
        new Listener<>() {
          @Override
          public void heard(String subject, Note payload) {
            told.add("heard " + payload.number());
          }

          @Override
          public void resynced(Resync why) {
            told.add("resynced " + why.reason());
          }
        };
    Subscription subscription = subscribed(client, 1, listener);
    core().send(notification("", 1, 1, false));
    CoreThreads.awaitUntil(() -> told.size() == 1, "heard");
    cut();
    var _ = redialed();
    renewed();
    assertThat(FrameKind.name(core().next())).isEqualTo("Subscribe");
    var behind = client.call(Echo.SAY, Note.of(""));
    expect(core(), FrameKind.REQUEST, 3);
    core().send(answer(3, Note.of("")));
    behind.await();
    assertThat(told).containsExactly("heard 1");
    core().send(ok(2));
    core().send(notification("", 2, 1, false));
    CoreThreads.awaitUntil(() -> told.size() == 3, "heard again");
    assertThat(told).containsExactly("heard 1", "resynced CONNECTION_LOST", "heard 2");
    subscription.close();
    expect(core(), FrameKind.UNSUBSCRIBE, 2);
  }

  @Test
  void aResumedSessionIsNotResynced() throws Exception {
    CoreClient client = connect();
    List<String> told = new CopyOnWriteArrayList<>();
    Listener<Note> listener =
        new Listener<>() {
          @Override
          public void heard(String subject, Note payload) {
            told.add("heard " + payload.number());
          }

          @Override
          public void resynced(Resync why) {
            told.add("resynced");
          }
        };
    Subscription _ = subscribed(client, 1, listener);
    cut();
    Hello hello = redialed();
    assertThat(hello.received()).isEqualTo(ok(1).length);
    resumed(subscribeBytes(1));
    core().send(notification("", 1, 1, false));
    CoreThreads.awaitUntil(() -> told.size() == 1, "heard");
    assertThat(told).containsExactly("heard 1");
  }

  @Test
  void callsWaitForAsLongAsTheCoreKeepsTheSessionAndNoLonger() throws Exception {
    CoreClient client = connect();
    Call<Note, Note> sent = client.call(Echo.SAY, Note.of(""));
    Call<Note, ?> repeatable = client.call(Echo.ASK, Note.of(""));
    expect(core(), FrameKind.REQUEST, 1);
    expect(core(), FrameKind.REQUEST, 2);
    refuseDials();
    cut();
    awaitReconnecting();
    Call<Note, Note> unsent = client.call(Echo.SAY, Note.of(""));
    time.advance(WINDOW.minusMillis(1));
    assertThat(sent.isDone() || repeatable.isDone() || unsent.isDone()).isFalse();
    time.advance(Duration.ofMillis(1));
    assertThatThrownBy(sent::await).satisfies(e -> assertReason(e, Reason.OUTCOME_UNKNOWN));
    assertThatThrownBy(repeatable::await).satisfies(e -> assertReason(e, Reason.OUTCOME_UNKNOWN));
    assertThatThrownBy(unsent::await).satisfies(e -> assertReason(e, Reason.NOT_CONNECTED));
    Call<Note, Note> atOnce = client.call(Echo.SAY, Note.of(""));
    assertThat(atOnce.isDone()).isTrue();
    assertThatThrownBy(atOnce::await)
        .satisfies(e -> assertReason(e, Reason.NOT_CONNECTED))
        .hasMessageContaining("the core could not be reached");
    assertThat(client.isOpen()).isFalse();
    allowDials();
    Hello hello = redialed();
    assertThat(hello.session()).isNull();
    assertThat(hello.resumable()).isTrue();
    renewed();
    Call<Note, Note> later = client.call(Echo.SAY, Note.of(""));
    awaitConnected();
    if (later.isDone()) {
      // Made in the moment before: it failed at once, as it should.
      later = client.call(Echo.SAY, Note.of(""));
    }
    assertThat(FrameKind.name(core().next())).isEqualTo("Request");
    core().send(answer(core().frame().id(), Note.of("back")));
    assertThat(later.await()).isEqualTo(Note.of("back"));
  }

  @Test
  void whatTheCoreSaysGoodbyeToIsSentToTheNextOne() throws Exception {
    CoreClient client = connect();
    Call<Note, Note> sent = client.call(Echo.SAY, Note.of("sent"));
    Call<Note, ?> again = client.call(Echo.ASK, Note.of("again"));
    expect(core(), FrameKind.REQUEST, 1);
    expect(core(), FrameKind.REQUEST, 2);
    core().send(goAway(Reason.SHUTTING_DOWN));
    cut();
    assertThatThrownBy(sent::await).satisfies(e -> assertReason(e, Reason.OUTCOME_UNKNOWN));
    awaitReconnecting();
    Call<Note, Note> meanwhile = client.call(Echo.SAY, Note.of("meanwhile"));
    assertThat(meanwhile.isDone()).isFalse();
    Hello hello = redialed();
    assertThat(hello.session()).isNull();
    renewed();
    expect(core(), FrameKind.REQUEST, 2);
    expect(core(), FrameKind.REQUEST, 3);
    core().send(answer(2, Note.of("2")));
    core().send(answer(3, Note.of("3")));
    assertThat(again.await()).isEqualTo(Note.of("2"));
    assertThat(meanwhile.await()).isEqualTo(Note.of("3"));
  }

  @Test
  void deadlinesAndCancellingWorkWhileThereIsNoLink() throws Exception {
    CoreClient client = connect();
    refuseDials();
    cut();
    awaitReconnecting();
    Call<Note, Note> timed =
        client.call(Echo.SAY, Note.of(""), CallOptions.NONE.timeout(Duration.ofSeconds(1)));
    Call<Note, Note> cancelled = client.call(Echo.SAY, Note.of(""));
    cancelled.cancel();
    assertThatThrownBy(cancelled::await).satisfies(e -> assertReason(e, Reason.CANCELLED));
    time.advance(Duration.ofMillis(999));
    assertThat(timed.isDone()).isFalse();
    time.advance(Duration.ofMillis(1));
    assertThatThrownBy(timed::await).satisfies(e -> assertReason(e, Reason.DEADLINE_EXCEEDED));
  }

  @Test
  void asMuchWaitsAsTheQueueMayHoldAndNoMore() throws Exception {
    int frame = request(1, Echo.SAY, Note.of("x".repeat(500))).length;
    CoreClient client =
        connect(
            CoreClient.builder()
                .limits(Limits.DEFAULT.withMaxFrameBytes(1_000).withMaxQueueBytes(3 * frame)));
    refuseDials();
    cut();
    awaitReconnecting();
    List<Call<Note, Note>> fit = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 3; i++) {
      fit.add(client.call(Echo.SAY, Note.of("x".repeat(500))));
    }
    assertThat(fit).noneMatch(Call::isDone);
    assertThatThrownBy(client.call(Echo.SAY, Note.of(""))::await)
        .satisfies(e -> assertReason(e, Reason.OVERLOADED))
        .hasMessageContaining("(Limits.maxQueueBytes)");
    allowDials();
    var _ = redialed();
    resumed(0);
    for (int i = 1; i <= 3; i++) {
      expect(core(), FrameKind.REQUEST, i);
      core().send(answer(i, Note.of("")));
      fit.get(i - 1).await();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"PROTOCOL_ERROR", "CONTRACT_MISMATCH", "PERMISSION_DENIED", "UNAUTHENTICATED"})
  void whatTryingAgainWouldNotChangeEndsItForGood(Reason reason) throws Exception {
    CoreClient client = connect();
    cut();
    var _ = redialed();
    core().send(goAway(reason));
    CoreThreads.awaitUntil(
        () -> client.state() instanceof ConnectionState.Closed closed && closed.reason() == reason,
        "closed because of " + reason);
    assertThat(client.isOpen()).isFalse();
    assertThatThrownBy(client.call(Echo.SAY, Note.of(""))::await)
        .satisfies(e -> assertReason(e, Reason.NOT_CONNECTED));
    int before = dials.get();
    time.advance(Duration.ofHours(1));
    assertThat(dials).hasValue(before);
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"SHUTTING_DOWN", "OVERLOADED", "SLOW_CONSUMER", "LIMIT_EXCEEDED"})
  void whatPassesIsTriedAgain(Reason reason) throws Exception {
    CoreClient client = connect();
    cut();
    var _ = redialed();
    core().send(goAway(reason));
    Hello hello = redialed();
    assertThat(hello.session()).as("it may still be there").isEqualTo(SESSION);
    resumed(0);
    awaitConnected();
    assertThat(client.state()).isEqualTo(new ConnectionState.Connected(true));
  }

  @Test
  void theContractIsComparedAgain() throws Exception {
    CoreClient client = connect(CoreClient.builder().expect(Echo.GROUP));
    cut();
    var _ = redialed();
    groups = List.of();
    renewed();
    CoreThreads.awaitUntil(
        () -> client.state() instanceof ConnectionState.Closed, "closed as the contract differs");
    assertThat(client.state())
        .isInstanceOfSatisfying(
            ConnectionState.Closed.class,
            it -> {
              assertThat(it.reason()).isEqualTo(Reason.CONTRACT_MISMATCH);
              assertThat(it.message()).contains("the core does not serve the group Echo");
            });
    GroupContract served = Echo.GROUP;
    assertThat(served.name()).isEqualTo("Echo");
  }

  @Test
  void theFirstDialIsNotRepeated() {
    assertThatThrownBy(() ->
            CoreClient.builder()
                .ticker(time)
                .connect(() -> {
                  dials.incrementAndGet();
                  throw new IOException("nobody is there");
                }))
        .isInstanceOfSatisfying(
            ConnectFailedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.CONNECTION_LOST))
        .hasMessage("The core can't be reached: nobody is there");
    time.advance(Duration.ofHours(1));
    assertThat(dials).hasValue(1);
  }

  @Test
  void closingSaysGoodbyeAndEndsEverythingAtOnce() throws Exception {
    CoreClient client = connect();
    Call<Note, Note> call = client.call(Echo.SAY, Note.of(""));
    expect(core(), FrameKind.REQUEST, 1);
    client.close();
    assertThat(call.isDone()).isTrue();
    assertThatThrownBy(call::await).satisfies(e -> assertReason(e, Reason.OUTCOME_UNKNOWN));
    assertThat(core().expectGoAway(Reason.CANCELLED)).isEqualTo("The client was closed");
    assertThat(client.state())
        .isEqualTo(new ConnectionState.Closed(Reason.CANCELLED, "The client was closed"));
    client.close();
    CoreThreads.awaitEnd("parley client ");
    time.advance(Duration.ofHours(1));
    assertThat(dials).hasValue(1);
  }

  @Test
  void closingWhileItWaitsToDialEndsEverythingAtOnce() throws Exception {
    CoreClient client = connect();
    Call<Note, Note> sent = client.call(Echo.SAY, Note.of(""));
    expect(core(), FrameKind.REQUEST, 1);
    refuseDials();
    cut();
    awaitReconnecting();
    Call<Note, Note> unsent = client.call(Echo.SAY, Note.of(""));
    client.close();
    assertThatThrownBy(sent::await).satisfies(e -> assertReason(e, Reason.OUTCOME_UNKNOWN));
    assertThatThrownBy(unsent::await).satisfies(e -> assertReason(e, Reason.NOT_CONNECTED));
    int before = dials.get();
    time.advance(Duration.ofHours(1));
    assertThat(dials).hasValue(before);
  }

  @Test
  void closingWhileItDialsInterruptsTheDial() throws Exception {
    CoreClient client = connect();
    CountDownLatch dialing = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    dialInstead =
        () -> {
          dialing.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.complete(true);
          }
          throw new IOException("interrupted");
        };
    cut();
    awaitReconnecting();
    time.advance(Duration.ofMillis(50));
    assertThat(dialing.await(20, TimeUnit.SECONDS)).isTrue();
    client.close();
    assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(client.state()).isInstanceOf(ConnectionState.Closed.class);
  }

  @Test
  void aCoreThatDoesNotAnswerTheHelloIsGivenUpInTimeAndDialledAgain() throws Exception {
    CoreClient client = connect();
    cut();
    var _ = redialed();
    time.advance(Limits.DEFAULT.handshakeTimeout());
    Hello hello = redialed();
    assertThat(hello.session()).isEqualTo(SESSION);
    resumed(0);
    awaitConnected();
    assertThat(client.isOpen()).isTrue();
  }

  @Test
  void aCoreThatKeepsNoSessionsIsReconnectedToWithoutWaitingCalls() throws Exception {
    window = Duration.ZERO;
    CoreClient client = connect();
    Call<Note, Note> sent = client.call(Echo.SAY, Note.of(""));
    expect(core(), FrameKind.REQUEST, 1);
    cut();
    assertThatThrownBy(sent::await).satisfies(e -> assertReason(e, Reason.OUTCOME_UNKNOWN));
    CoreThreads.awaitUntil(() -> !client.isOpen(), "expired");
    assertThatThrownBy(client.call(Echo.SAY, Note.of(""))::await)
        .satisfies(e -> assertReason(e, Reason.NOT_CONNECTED));
    Hello hello = redialed();
    assertThat(hello.session()).isNull();
    renewed();
    awaitConnected();
    Call<Note, Note> later = client.call(Echo.SAY, Note.of(""));
    expect(core(), FrameKind.REQUEST, 3);
    core().send(answer(3, Note.of("later")));
    assertThat(later.await()).isEqualTo(Note.of("later"));
  }

  @Test
  void aSessionsIdIsInNoText() throws Exception {
    CoreClient client = connect();
    cut();
    var _ = redialed();
    renewed();
    awaitConnected();
    assertThat(states.toString() + client.state()).doesNotContain(SESSION_TEXT);
  }
}
