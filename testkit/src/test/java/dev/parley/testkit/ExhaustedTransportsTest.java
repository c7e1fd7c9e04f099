package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.client.CoreClient;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Listening;
import dev.parley.core.transport.Transport;
import dev.parley.core.wire.SessionId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A core whose only ways in have ended closes itself, and no other core does. */
@Timeout(60)
class ExhaustedTransportsTest {
  private final Echo echo = new Echo(NotificationHub.create());
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** Brings one front end, as a pipe does. */
  private static final class OneFrontEnd implements Transport {
    final MemoryTransport memory = MemoryTransport.create();
    @Nullable ByteDuplex frontEnd;

    @Override
    public Listening listen(Acceptor core) throws IOException {
      Listening listening = memory.listen(core);
      frontEnd = memory.dial();
      core.exhausted();
      core.exhausted();
      return listening;
    }

    ByteDuplex frontEnd() {
      return Objects.requireNonNull(frontEnd);
    }
  }

  private Core start(Transport... transports) throws IOException {
    Core.Builder builder = Core.builder().plugin(echo.binding());
    for (Transport transport : transports) {
      builder.listen(transport);
    }
    return opened(builder.start());
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.addFirst(resource);
    return resource;
  }

  @AfterEach
  void closeEverything() throws Exception {
    echo.release();
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }

  @Test
  void theCoreEndsWhenItsOneFrontEndHasGone() throws Exception {
    OneFrontEnd pipe = new OneFrontEnd();
    Core core = start(pipe);
    CoreClient client = CoreClient.connect(pipe.frontEnd(), Echo.GROUP);
    CoreUnderTest.assertServed(client);
    client.close();
    core.awaitClose();
  }

  /** Nobody can bring it back, so nobody waits for it. */
  @Test
  void aSessionEndsWithTheOnlyLinkThatThereWillBe() throws Exception {
    OneFrontEnd pipe = new OneFrontEnd();
    Core core = start(pipe);
    RawFrontEnd front = new RawFrontEnd(pipe.frontEnd());
    SessionId _ = front.greetResumably();
    front.request(1, Echo.WAIT, Note.of("in flight"));
    CoreThreads.awaitUntil(() -> echo.calls() == 1, "the handler has begun");
    front.close();
    assertThat(echo.interrupted().await(20, TimeUnit.SECONDS)).isTrue();
    core.awaitClose();
  }

  @Test
  void theCoreEndsWhenTheLastOfSeveralHasGone() throws Exception {
    OneFrontEnd first = new OneFrontEnd();
    OneFrontEnd second = new OneFrontEnd();
    Core core = start(first, second);
    CoreClient last = opened(CoreClient.connect(second.frontEnd(), Echo.GROUP));
    first.frontEnd().close();
    CoreUnderTest.assertServed(last);
    last.close();
    core.awaitClose();
  }

  @Test
  void aCoreThatCanBeReachedOtherwiseGoesOn() throws Exception {
    OneFrontEnd pipe = new OneFrontEnd();
    MemoryTransport other = MemoryTransport.create();
    Core core = start(pipe, other);
    CoreClient first = CoreClient.connect(pipe.frontEnd(), Echo.GROUP);
    first.close();
    CoreClient second = opened(CoreClient.connect(other.dial(), Echo.GROUP));
    CoreUnderTest.assertServed(second);
    second.close();
    CoreClient third = opened(CoreClient.connect(other.dial(), Echo.GROUP));
    CoreUnderTest.assertServed(third);
    third.close();
    core.close();
    core.awaitClose();
  }

  @Test
  void aFrontEndThatWentBeforeTheCoreHadStartedEndsItAfterwards() throws Exception {
    OneFrontEnd pipe = new OneFrontEnd();
    Transport goneAtOnce =
        acceptor -> {
          Listening listening = pipe.listen(acceptor);
          pipe.frontEnd().close();
          return listening;
        };
    Core core = start(goneAtOnce);
    assertThat(core.addresses()).containsExactly("memory");
    core.awaitClose();
  }

  @Test
  void aCoreWithoutAnyTransportStaysUntilItIsClosed() throws Exception {
    Core core = start();
    Thread closing =
        Thread.ofPlatform()
            .start(() -> {
              try {
                core.awaitClose();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    assertThat(closing.join(Duration.ofMillis(50))).isFalse();
    core.close();
    assertThat(closing.join(Duration.ofSeconds(20))).isTrue();
  }
}
