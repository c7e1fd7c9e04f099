package dev.parley.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.client.Backoff;
import dev.parley.core.client.Call;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.Listener;
import dev.parley.core.client.Resync;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.protocol.Limits;
import dev.parley.testkit.Echo;
import dev.parley.testkit.Faults;
import dev.parley.testkit.FaultyLink;
import dev.parley.testkit.Note;
import dev.parley.testkit.VirtualTicker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that dials again over a real socket. */
@Timeout(60)
class ReconnectingTest {
  private final NotificationHub hub = NotificationHub.create();
  private final Echo echo = new Echo(hub);
  private final AtomicInteger links = new AtomicInteger();

  private Core start(Path path) throws IOException {
    return Core.builder()
        .limits(Limits.DEFAULT.withDrainTimeout(Duration.ZERO))
        .notifications(hub)
        .plugin(echo.binding())
        .listen(UnixSocketTransport.at(path))
        .start();
  }

  private static CoreClient.Builder client() {
    return CoreClient.builder()
        .reconnect(new Backoff(Duration.ofMillis(1), Duration.ofMillis(20), new Random(1)));
  }

  @Test
  void linksThatAreCutLoseNothing(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("core.sock");
    Random random = new Random(1);
    try (Core _ = start(path);
        CoreClient client =
            client()
                .connect(() -> {
                  links.incrementAndGet();
                  return new FaultyLink(
                      UnixSocket.connect(path),
                      Faults.NONE
                          .cutAfterReading(200 + random.nextInt(3_000))
                          .cutAfterWriting(200 + random.nextInt(3_000)),
                      new VirtualTicker());
                })) {
      for (int i = 0; i < 300; i++) {
        List<Call<Note, Note>> calls = new ArrayList<>();
        for (int j = 0; j < 5; j++) {
          calls.add(client.call(Echo.SAY, new Note("again", 5 * i + j)));
        }
        for (int j = 0; j < 5; j++) {
          assertThat(calls.get(j).await().number()).isEqualTo(5 * i + j);
        }
      }
      assertThat(echo.calls()).isEqualTo(1_500);
      assertThat(links.get()).isGreaterThan(10);
    }
  }

  @Test
  void interruptingAThreadThatWritesLosesALinkAndNothingElse(@TempDir Path directory)
      throws Exception {
    Path path = directory.resolve("core.sock");
    Random random = new Random(2);
    try (Core _ = start(path);
        CoreClient client =
            client()
                .connect(() -> {
                  links.incrementAndGet();
                  return UnixSocket.connect(path);
                })) {
      int interrupts = 300;
      for (int i = 0; i < interrupts; i++) {
        List<Call<Note, Note>> calls = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(1);
        Thread caller =
            Thread.ofPlatform()
                .start(() -> {
                  begun.countDown();
                  for (int j = 0; j < 20; j++) {
                    calls.add(client.call(Echo.SAY, new Note("", j)));
                  }
                });
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        for (int spin = random.nextInt(2_000); spin > 0; spin--) {
          Thread.onSpinWait();
        }
        caller.interrupt();
        caller.join();
        for (Call<Note, Note> call : calls) {
          call.await();
        }
      }
      assertThat(echo.calls()).isEqualTo(interrupts * 20);
      assertThat(links.get())
          .as("links: one interrupt at least came in the moment of a write")
          .isGreaterThan(1);
    }
  }

  @Test
  void aCoreThatIsStartedAgainAtTheSamePathIsFound(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("core.sock");
    CountDownLatch resynced = new CountDownLatch(1);
    CountDownLatch heard = new CountDownLatch(1);
    Core first = start(path);
    try (CoreClient client = client().connect(() -> UnixSocket.connect(path))) {
      var _ =
          client.subscribe(
              Echo.HEARD,
              new Listener<Note>() {
                @Override
                public void heard(String subject, Note payload) {
                  heard.countDown();
                }

                @Override
                public void resynced(Resync why) {
                  resynced.countDown();
                }
              });
      first.close();
      try (Core _ = start(path)) {
        assertThat(resynced.await(20, TimeUnit.SECONDS)).isTrue();
        hub.send(Echo.HEARD, new Note("", 1));
        assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(client.call(Echo.SAY, Note.of("back")).await()).isEqualTo(Note.of("back"));
      }
    }
  }
}
