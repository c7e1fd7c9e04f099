package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.client.Listener;
import dev.parley.core.client.Resync;
import dev.parley.core.client.Subscription;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** Listeners to the same thing share a subscription, and do not disturb each other. */
class SharedListenersTest extends PlayedCoreTest {
  private final List<String> heard = new ArrayList<>();

  private static byte[] ok(long id) {
    return RawFrontEnd.frameBytes(FrameKind.RESPONSE, new byte[] {0x18, (byte) id});
  }

  /** Subscribes while the test answers; the core must be asked. */
  private static Subscription agreed(Played played, long id, Subscribing subscribing)
      throws Exception {
    CompletableFuture<Subscription> done = new CompletableFuture<>();
    Thread _ =
        Thread.ofVirtual()
            .start(() -> {
              try {
                done.complete(subscribing.on(played.client()));
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    assertThat(FrameKind.name(played.core().next())).isEqualTo("Subscribe");
    played.core().send(ok(id));
    return done.get(20, TimeUnit.SECONDS);
  }

  private interface Subscribing {
    Subscription on(CoreClient client) throws Exception;
  }

  private Listener<Note> as(String name) {
    return (subject, note) -> heard.add(name + " " + subject + note.number());
  }

  /** Sends a notification and waits until it was heard. */
  private void send(Played played, long call, String subject, int number) throws Exception {
    played.core().send(notification(subject, number, number, false));
    var behind = played.client().call(Echo.SAY, Note.of(""));
    expect(played.core(), FrameKind.REQUEST, call);
    played.core().send(answer(call, Note.of("")));
    behind.await();
  }

  @Test
  void theSameIsAskedForOnceAndEndedByTheLastListener() throws Exception {
    Played played = connect();
    Subscription first = agreed(played, 1, it -> it.subscribe(Echo.HEARD, as("first")));
    Subscription second = played.client().subscribe(Echo.HEARD, as("second"));
    Subscription other = agreed(played, 2, it -> it.subscribe(Echo.HEARD, "u1", as("other")));
    send(played, 3, "u1", 1);
    assertThat(heard).containsExactly("first u11", "second u11", "other u11");
    first.close();
    first.close();
    send(played, 4, "u2", 2);
    assertThat(heard).hasSize(4).endsWith("second u22");
    second.close();
    expect(played.core(), FrameKind.UNSUBSCRIBE, 1);
    other.close();
    expect(played.core(), FrameKind.UNSUBSCRIBE, 2);
    second.close();
    Subscription _ = agreed(played, 5, it -> it.subscribe(Echo.HEARD, as("again")));
    send(played, 6, "", 3);
    assertThat(heard).hasSize(5).endsWith("again 3");
  }

  @Test
  void aListenerThatThrowsIsLoggedAndDisturbsNobody() throws Exception {
    Played played = connect();
    try (CapturedLog log = CapturedLog.from(Level.SEVERE)) {
      Subscription _ =
          agreed(
              played,
              1,
              it ->
                  it.subscribe(
                      Echo.HEARD,
                      (_, _) -> {
                        throw new IllegalStateException("of the listener");
                      }));
      Subscription _ = played.client().subscribe(Echo.HEARD, as("second"));
      send(played, 2, "", 1);
      send(played, 3, "", 2);
      for (int i = 0; i < 2; i++) {
        assertThat(log.next().getMessage()).isEqualTo("EchoNotification.Heard: a listener failed");
      }
    }
    assertThat(heard).containsExactly("second 1", "second 2");
  }

  @Test
  void aListenerMayRemoveItselfAndOthersFromWithinItsCallback() throws Exception {
    Played played = connect();
    CompletableFuture<Subscription> own = new CompletableFuture<>();
    CompletableFuture<Subscription> next = new CompletableFuture<>();
    own.complete(
        agreed(
            played,
            1,
            it ->
                it.subscribe(
                    Echo.HEARD,
                    (_, note) -> {
                      heard.add("once " + note.number());
                      own.join().close();
                      next.join().close();
                    })));
    next.complete(played.client().subscribe(Echo.HEARD, as("next")));
    Subscription _ = played.client().subscribe(Echo.HEARD, as("last"));
    send(played, 2, "", 1);
    send(played, 3, "", 2);
    assertThat(heard).containsExactly("once 1", "last 1", "last 2");
  }

  @Test
  void subscribingWithinACallbackThrowsWhereItWouldWaitAndElseDoesNot() throws Exception {
    Played played = connect();
    CoreClient client = played.client();
    List<Throwable> thrown = new ArrayList<>();
    Subscription _ =
        agreed(
            played,
            1,
            it ->
                it.subscribe(
                    Echo.HEARD,
                    (_, note) -> {
                      try {
                        if (note.number() == 1) {
                          var _ = client.subscribe(Echo.HEARD, as("shared"));
                        } else if (note.number() == 2) {
                          var _ = client.subscribe(Echo.HEARD, "u1", as("asked for"));
                        }
                      } catch (InterruptedException | RuntimeException e) {
                        thrown.add(e);
                      }
                    }));
    played.core().send(notification("", 1, 1, false));
    played.core().send(notification("", 2, 2, false));
    assertThat(FrameKind.name(played.core().next())).isEqualTo("Subscribe");
    expect(played.core(), FrameKind.UNSUBSCRIBE, 2);
    send(played, 3, "u1", 3);
    assertThat(heard).containsExactly("shared 2", "shared u13");
    assertThat(thrown)
        .singleElement()
        .satisfies(it ->
            assertThat(it)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a callback of this client would wait for itself"));
  }

  @Test
  void aRefusalIsThrownAndTheNextListenerAsksAgain() throws Exception {
    Played played = connect();
    CompletableFuture<Throwable> refused = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            var _ = played.client().subscribe(Echo.HEARD, as("never"));
          } catch (InterruptedException | RuntimeException e) {
            refused.complete(e);
          }
        });
    assertThat(FrameKind.name(played.core().next())).isEqualTo("Subscribe");
    byte reason = (byte) Reason.PERMISSION_DENIED.number();
    played
        .core()
        .send(
            RawFrontEnd.frameBytes(
                FrameKind.RESPONSE, new byte[] {0x10, 2, 0x18, 1, 0x20, reason}));
    assertReason(refused.get(20, TimeUnit.SECONDS), Reason.PERMISSION_DENIED);
    Subscription _ = agreed(played, 2, it -> it.subscribe(Echo.HEARD, as("now")));
    send(played, 3, "", 1);
    assertThat(heard).containsExactly("now 1");
  }

  @Test
  void aResyncReachesEveryListener() throws Exception {
    Played played = connect();
    List<Resync> resyncs = new ArrayList<>();
    List<EventFailedException> ended = new ArrayList<>();
    Listener<Note> listener =
        new Listener<>() {
          @Override
          public void heard(String subject, Note payload) {
            heard.add("heard " + payload.number());
          }

          @Override
          public void resynced(Resync why) {
            heard.add("resynced");
            resyncs.add(why);
            throw new IllegalStateException("of the listener");
          }

          @Override
          public void ended(EventFailedException why) {
            ended.add(why);
          }
        };
    Subscription _ = agreed(played, 1, it -> it.subscribe(Echo.HEARD, listener));
    Subscription _ = played.client().subscribe(Echo.HEARD, listener);
    played
        .core()
        .send(
            frame(
                FrameKind.RESYNC,
                dev.parley.core.wire.Resync.CODEC,
                new dev.parley.core.wire.Resync(Reason.SLOW_CONSUMER, "behind")));
    send(played, 2, "", 1);
    assertThat(heard).containsExactly("resynced", "resynced", "heard 1", "heard 1");
    assertThat(resyncs).containsOnly(new Resync(Reason.SLOW_CONSUMER, "behind"));
    played.core().close();
    CoreThreads.awaitUntil(() -> !played.client().isOpen(), "the client has noticed");
    CoreThreads.awaitEnd("parley client ");
    assertThat(ended)
        .extracting(EventFailedException::reason)
        .containsExactly(Reason.CONNECTION_LOST, Reason.CONNECTION_LOST);
    assertThatThrownBy(() -> played.client().subscribe(Echo.HEARD, listener))
        .satisfies(e -> assertReason(e, Reason.CONNECTION_LOST));
  }

  @Test
  void whatTheCoreWantsConfirmedIsConfirmedWhenListenersHaveIt() throws Exception {
    Played played = connect();
    Subscription _ = agreed(played, 1, it -> it.subscribe(Echo.HEARD, as("one")));
    played.core().send(notification("", 1, 1, true));
    expect(played.core(), FrameKind.HEARD, 1);
    played.core().send(notification("", 2, 2, false));
    played.core().send(notification("", 3, 3, true));
    expect(played.core(), FrameKind.HEARD, 3);
    assertThat(heard).containsExactly("one 1", "one 2", "one 3");
  }
}
