package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.client.CoreClient;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.protocol.Limits;
import dev.parley.core.transport.ByteDuplex;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * What the parts of the {@link TransportContract} stand on: a core of the {@link Echo} group whose
 * time stands still, and front ends that reach it over the transport. All of it is closed after
 * each test.
 */
interface CoreUnderTest {
  /** Virtual time outruns threads: a write that was just begun must not look stuck to it. */
  Limits UNHURRIED = Limits.DEFAULT.withWriteTimeout(Duration.ofHours(1));

  /** The hub of the core's notifications. */
  NotificationHub hub();

  /** The core's handlers. */
  Echo echo();

  /** The core's time; it passes when a test says so. */
  VirtualTicker time();

  /** Starts the core; once per test. */
  Core start(Limits limits) throws IOException;

  /** A new connection to the core, in which nothing was said. */
  ByteDuplex link() throws IOException;

  /** Closes this after the test, before what was opened earlier. */
  <T extends AutoCloseable> T opened(T resource);

  /** A front end that speaks as it should. */
  default CoreClient client() throws IOException {
    return client(link());
  }

  default CoreClient client(ByteDuplex link) throws IOException {
    return opened(CoreClient.builder().expect(Echo.GROUP).connect(link));
  }

  /** A front end that says what bytes the test wants. */
  default RawFrontEnd raw() throws IOException {
    return opened(new RawFrontEnd(link()));
  }

  /** Lets virtual time pass while the test waits for what it leads to. */
  default Thread advanceUntilInterrupted() {
    return Thread.ofPlatform()
        .start(() -> {
          while (!Thread.currentThread().isInterrupted()) {
            time().advance(Duration.ofMillis(50));
            LockSupport.parkNanos(100_000); // Lets others run; nothing depends on it.
          }
        });
  }

  /** That a front end which did nothing wrong is served. */
  static void assertServed(CoreClient client) throws InterruptedException {
    assertThat(client.call(Echo.SAY, Note.of("well")).await()).isEqualTo(Note.of("well"));
  }
}
