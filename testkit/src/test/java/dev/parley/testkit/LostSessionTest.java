package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Core;
import dev.parley.core.client.Backoff;
import dev.parley.core.client.Call;
import dev.parley.core.client.ConnectionState;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.client.Listener;
import dev.parley.core.client.Resync;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A client that dials again, with a real core: what both sides make of a session that is lost. */
class LostSessionTest extends CoreTest {
  private final AtomicReference<ByteDuplex> link = new AtomicReference<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private volatile boolean unreachable;

  private ByteDuplex dial() throws IOException {
    if (unreachable) {
      throw new IOException("unreachable");
    }
    ByteDuplex next = transport.dial();
    link.set(next);
    return next;
  }

  private CoreClient connect() throws IOException {
    return opened(
        CoreClient.builder()
            .ticker(time)
            .expect(Echo.GROUP)
            .reconnect(new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5), new Random(1)))
            .connect(this::dial));
  }

  private void cut(CoreClient client) {
    link.get().close();
    CoreThreads.awaitUntil(
        () -> client.state() instanceof ConnectionState.Reconnecting, "reconnecting");
  }

  private void awaitConnected(CoreClient client) {
    CoreThreads.awaitUntil(
        () -> {
          if (!(client.state() instanceof ConnectionState.Connected)) {
            time.advance(Duration.ofMillis(1));
          }
          return client.state() instanceof ConnectionState.Connected;
        },
        "connected");
  }

  private static void assertReason(Throwable thrown, Reason reason) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            EventFailedException.class,
            e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
  }

  private final class Telling implements Listener<Note> {
    @Override
    public void heard(String subject, Note payload) {
      told.add("heard " + payload.number());
    }

    @Override
    public void resynced(Resync why) {
      told.add("resynced " + why.reason());
    }
  }

  @Test
  void aHandlerGoesOnWhileTheLinkIsLostAndItsAnswerArrives() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = connect();
    var _ = client.subscribe(Echo.HEARD, new Telling());
    Call<Note, ?> call = client.call(Echo.WAIT, Note.of("patience"));
    untilCalled(1);
    cut(client);
    hub.send(Echo.HEARD, new Note("", 1));
    echo.release();
    awaitConnected(client);
    assertThat(call.await()).isEqualTo(Note.of("patience"));
    assertThat(client.state()).isEqualTo(new ConnectionState.Connected(true));
    client.call(Echo.NOTIFY, new Note("", 1)).await();
    assertThat(told).containsExactly("heard 1", "heard 1");
  }

  @Test
  void aStreamGoesOnAcrossLinksWithEveryItemOnce() throws Exception {
    start(Limits.DEFAULT.withStreamItems(8));
    CoreClient client = connect();
    int count = 0;
    try (var items =
        client.open(Echo.EXPORT, new Note("item", 500), dev.parley.core.client.CallOptions.NONE)) {
      for (Note item : items) {
        assertThat(item.number()).isEqualTo(++count);
        if (count % 100 == 50) {
          cut(client);
          awaitConnected(client);
        }
      }
    }
    assertThat(count).isEqualTo(500);
  }

  @Test
  void aLinkThatIsLostForLongerThanTheCoreKeepsSessionsEndsThemOnBothSides() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = connect();
    var _ = client.subscribe(Echo.HEARD, new Telling());
    Call<Note, ?> call = client.call(Echo.WAIT, Note.of(""));
    untilCalled(1);
    unreachable = true;
    cut(client);
    time.advance(Limits.DEFAULT.resumeWindow().minusMillis(1));
    assertThat(call.isDone()).isFalse();
    time.advance(Duration.ofMillis(200));
    assertThatThrownBy(call::await).satisfies(e -> assertReason(e, Reason.OUTCOME_UNKNOWN));
    assertThat(echo.interrupted().await(20, TimeUnit.SECONDS)).isTrue();
    unreachable = false;
    awaitConnected(client);
    assertThat(client.state()).isEqualTo(new ConnectionState.Connected(false));
    assertThat(client.call(Echo.SAY, Note.of("back")).await()).isEqualTo(Note.of("back"));
    assertThat(told).containsExactly("resynced CONNECTION_LOST");
    hub.send(Echo.HEARD, new Note("", 2));
    client.call(Echo.SAY, Note.of("")).await();
    assertThat(told).containsExactly("resynced CONNECTION_LOST", "heard 2");
  }

  @Test
  void aCoreThatWasStartedAgainIsFoundAndListenersAreTold() throws Exception {
    Core first = start(Limits.DEFAULT.withDrainTimeout(Duration.ZERO));
    CoreClient client = connect();
    var _ = client.subscribe(Echo.HEARD, new Telling());
    Call<Note, ?> call = client.call(Echo.WAIT, Note.of(""));
    untilCalled(1);
    try (PassingTime _ = new PassingTime(time)) {
      first.close();
    }
    assertThatThrownBy(call::await).satisfies(e -> assertReason(e, Reason.SHUTTING_DOWN));
    CoreThreads.awaitUntil(
        () -> client.state() instanceof ConnectionState.Reconnecting, "aware of the core's end");
    start(Limits.DEFAULT);
    awaitConnected(client);
    assertThat(client.call(Echo.SAY, Note.of("back")).await()).isEqualTo(Note.of("back"));
    hub.send(Echo.HEARD, new Note("", 2));
    client.call(Echo.SAY, Note.of("")).await();
    assertThat(told).containsExactly("resynced CONNECTION_LOST", "heard 2");
  }

  @Test
  void aCoreThatDoesNotAnswerIsGivenUpInTime() throws Exception {
    MemoryTransport silent = MemoryTransport.create();
    var _ = silent.listen(new SilentAcceptor());
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            opened(CoreClient.builder().ticker(time).connect(silent::dial));
          } catch (IOException e) {
            failure.complete(e);
          }
        });
    try (PassingTime _ = new PassingTime(time)) {
      assertThat(failure.get(20, TimeUnit.SECONDS))
          .hasMessage(
              "The core did not answer the Hello within 2,000 ms (Limits.handshakeTimeout)");
    }
  }

  /** Takes links and says nothing. */
  private static final class SilentAcceptor implements Acceptor {
    @Override
    public void accept(ByteDuplex silent) {
      // Nobody reads it.
    }

    @Override
    public FrameReceiver accept(FrameDuplex silent) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void closingLeavesNothingInTheCore() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = connect();
    Call<Note, ?> call = client.call(Echo.WAIT, Note.of(""));
    untilCalled(1);
    client.close();
    assertThat(call.isDone()).isTrue();
    // At once, not when the core would have given the session up: no time passes.
    assertThat(echo.interrupted().await(20, TimeUnit.SECONDS)).isTrue();
  }
}
