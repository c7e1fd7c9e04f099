package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.client.CoreClient;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.protocol.Limits;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Transport;
import java.io.IOException;
import java.time.Duration;

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
  default Core start(Limits limits) throws IOException {
    return start(core().limits(limits).listen(way()));
  }

  default Core start(Core.Builder builder) throws IOException {
    return opened(builder.start());
  }

  /** A core that has its handlers and its time, and no way in. */
  default Core.Builder core() {
    return Core.builder()
        .name("contract")
        .notifications(hub())
        .plugin(echo().binding())
        .ticker(time());
  }

  /** The way in that {@link #link} dials; once per test. */
  Transport way() throws IOException;

  /** A new connection to the core, in which nothing was said. */
  ByteDuplex link() throws IOException;

  /** Closes this after the test, before what was opened earlier. */
  <T extends AutoCloseable> T opened(T resource);

  /** A front end that speaks as it should. */
  default CoreClient client() throws IOException {
    return client(link());
  }

  default CoreClient client(ByteDuplex link) throws IOException {
    return client("", link);
  }

  default CoreClient client(String name, ByteDuplex link) throws IOException {
    return opened(CoreClient.builder().name(name).expect(Echo.GROUP).connect(link));
  }

  /** A front end that says what bytes the test wants. */
  default RawFrontEnd raw() throws IOException {
    return opened(new RawFrontEnd(link()));
  }

  /** Lets virtual time pass while the test waits for what it leads to. */
  default PassingTime timePasses() {
    return new PassingTime(time());
  }

  /** That a front end which did nothing wrong is served. */
  static void assertServed(CoreClient client) throws InterruptedException {
    assertThat(client.call(Echo.SAY, Note.of("well")).await()).isEqualTo(Note.of("well"));
  }
}
