package dev.parley.testkit;

import static dev.parley.testkit.CoreUnderTest.assertServed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.client.Call;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.client.Result;
import dev.parley.core.event.Empty;
import dev.parley.core.event.EventType;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls: each is answered once, with what its handler made of it. */
interface CallsContract extends CoreUnderTest {
  @Test
  default void aCallIsAnsweredWithTheHandlersResponse() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = client();
    assertThat(client.coreName()).isEqualTo("contract");
    Note note = new Note("grüße, \uD83D\uDC4B", 42);
    assertThat(client.call(Echo.SAY, note).await()).isEqualTo(note);
    assertThat(client.call(Echo.SAY_INLINE, note).await()).isEqualTo(note);
    assertThat(client.call(Echo.NOTHING, Empty.EMPTY).await()).isEqualTo(Empty.EMPTY);
  }

  @Test
  default void aDeclaredErrorArrivesTyped() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = client();
    for (EventType<Note, Note, Note> type : List.of(Echo.SAY, Echo.SAY_INLINE)) {
      assertThat(client.call(type, new Note("refuse", 7)).result())
          .isEqualTo(new Result.Err<>(new Note("refused by the handler", 7)));
    }
    assertThatThrownBy(() -> client.call(Echo.SAY, new Note("refuse", 7)).await())
        .isInstanceOfSatisfying(
            EventFailedException.class,
            e -> assertThat(e.error()).isEqualTo(new Note("refused by the handler", 7)));
  }

  @Test
  default void anInvalidPayloadNeverReachesTheHandler() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    byte[] truncated = {0x0a, 0x05, 'a'};
    front.send(RawFrontEnd.requestBytes(1, "Echo.Say", RawBytes.CODEC, new RawBytes(truncated)));
    assertThat(front.expectFailure(1, Reason.INVALID_PAYLOAD)).contains("Echo.Say", "Note");
    byte[] negative = {0x10, -2, -1, -1, -1, -1, -1, -1, -1, -1, 1};
    front.send(RawFrontEnd.requestBytes(2, "Echo.Say", RawBytes.CODEC, new RawBytes(negative)));
    assertThat(front.expectFailure(2, Reason.INVALID_PAYLOAD)).contains("number is negative: -2");
    assertThat(echo().calls()).isZero();
    front.request(3, Echo.SAY, Note.of("well"));
    assertThat(front.expectAnswer(3)).isEqualTo(Protocol.OK);
  }

  @Test
  default void anUnknownEventIsAnsweredWithNamesNearIt() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.request(1, "Echo.Sya");
    assertThat(front.expectFailure(1, Reason.UNKNOWN_EVENT)).contains("Echo.Sya", "Echo.Say");
    front.request(2, "Say");
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
  }

  @Test
  default void aHandlerThatFailsAnswersOnceAndTellsNoSecrets() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = client();
    for (EventType<Note, Note, ?> type : List.of(Echo.FAIL, Echo.FAIL_INLINE)) {
      for (String how :
          List.of(
              "null", "exception", "undeclared", "error", "stack", "memory", "unencodable", "?")) {
        assertThatThrownBy(() -> client.call(type, Note.of(how)).await())
            .isInstanceOfSatisfying(
                EventFailedException.class,
                e -> {
                  assertThat(e.reason()).isEqualTo(Reason.HANDLER_FAILED);
                  assertThat(e).hasMessageContaining(type.name());
                  assertThat(e.getMessage()).doesNotContain("secret");
                });
      }
    }
    assertServed(client);
  }

  @Test
  default void manyFrontEndsAreServedAtOnce() throws Exception {
    start(Limits.DEFAULT);
    int clients = 16;
    int rounds = 50;
    List<Thread> threads = new ArrayList<>();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    for (int c = 0; c < clients; c++) {
      CoreClient client = client();
      int number = c;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; i < rounds; i++) {
                    Note note = new Note("client " + number, i);
                    assertThat(client.call(Echo.SAY, note).await()).isEqualTo(note);
                    assertThat(client.call(Echo.SAY_INLINE, note).await()).isEqualTo(note);
                  }
                } catch (Throwable e) {
                  failures.add(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(echo().calls()).isEqualTo(clients * rounds * 2);
  }

  @Test
  default void callsInBulkAreEachAnsweredOnce() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = client();
    int count = 20_000;
    CountDownLatch done = new CountDownLatch(count);
    ConcurrentLinkedQueue<Call<Note, Note>> inFlight = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < count; i++) {
      Note note = new Note("bulk", i);
      Call<Note, Note> call = client.call(i % 2 == 0 ? Echo.SAY : Echo.SAY_INLINE, note);
      call.whenDone((result, _) -> {
        if (new Result.Ok<Note, Note>(note).equals(result)) {
          done.countDown();
        }
      });
      inFlight.add(call);
      if (inFlight.size() == 500) {
        inFlight.remove().result();
      }
    }
    assertThat(done.await(50, TimeUnit.SECONDS)).as("%d left", done.getCount()).isTrue();
  }

  @Test
  default void aLargePayloadGoesThereAndBack() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = client();
    Note note = Note.of("0123456789".repeat(400_000));
    assertThat(client.call(Echo.SAY, note).await()).isEqualTo(note);
    assertThat(client.call(Echo.SAY_INLINE, note).await()).isEqualTo(note);
  }
}
