package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.Delivery;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.notify.NotificationHub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;
import org.testng.annotations.AfterClass;

/** Notifications as a publisher keep the rules of Reactive Streams, as its own tests judge. */
@Timeout(120)
class PublisherRulesTest {
  private static final NotificationHub HUB = NotificationHub.create();

  /** The judge's tests, run by its own runner. */
  public static final class Verification extends FlowPublisherVerification<Delivery<Note>> {
    private final Core core;
    private final CoreClient client;
    private final CoreClient closed;

    /** What they all use. */
    public Verification() {
      super(new TestEnvironment(2_000, 200));
      try {
        MemoryTransport transport = MemoryTransport.create();
        core =
            Core.builder()
                .notifications(HUB)
                .plugin(new Echo(HUB).binding())
                .listen(transport)
                .start();
        client = CoreClient.builder().name("judged").connect(transport.dial());
        closed = CoreClient.builder().name("judged").connect(transport.dial());
        closed.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      CoreThreads.awaitUntil(() -> !closed.isOpen(), "closed");
    }

    @Override
    public Flow.Publisher<Delivery<Note>> createFlowPublisher(long elements) {
      return client.publisher(Echo.HEARD);
    }

    @Override
    public Flow.Publisher<Delivery<Note>> createFailedFlowPublisher() {
      return closed.publisher(Echo.HEARD);
    }

    /** Ends what they all have used. */
    @AfterClass
    public void close() {
      client.close();
      core.close();
    }

    /** Notifications have no end. */
    @Override
    public long maxElementsFromPublisher() {
      return publisherUnableToSignalOnComplete();
    }
  }

  @Test
  void theyAreKept() throws Exception {
    TestListenerAdapter judged = new TestListenerAdapter();
    Thread sending = Thread.ofPlatform().daemon().start(PublisherRulesTest::sendForEver);
    try {
      TestNG runner = new TestNG(false);
      runner.setTestClasses(new Class<?>[] {Verification.class});
      runner.addListener(judged);
      runner.setVerbose(0);
      runner.run();
    } finally {
      sending.interrupt();
      sending.join();
    }
    assertThat(judged.getFailedTests())
        .extracting(ITestResult::getName, it -> String.valueOf(it.getThrowable()))
        .isEmpty();
    assertThat(judged.getPassedTests().size()).as("rules that could be judged").isGreaterThan(15);
  }

  private static void sendForEver() {
    while (!Thread.currentThread().isInterrupted()) {
      HUB.send(Echo.HEARD, new Note("", 1));
      LockSupport.parkNanos(500_000); // As often as some application might.
    }
  }
}
