package dev.parley.transport.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.transport.ByteDuplex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That closing a link wakes whoever waits in it, from any thread, and loses nothing. */
@Timeout(60)
class LinkClosingTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @ParameterizedTest
  @EnumSource
  void aReadThatWaitsEnds(LinkKind kind) throws Exception {
    LinkKind.Ends ends = kind.make();
    try (ByteDuplex _ = ends.frontEnd()) {
      Outcome read = new Outcome(() -> ends.core().read(ByteBuffer.allocate(10)));
      read.awaitWaiting();
      ends.core().close();
      assertThat(read.thread.join(LONG)).isTrue();
      assertThat(read.failure.get()).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWriteThatWaitsEnds(LinkKind kind) throws Exception {
    LinkKind.Ends ends = kind.make();
    try (ByteDuplex _ = ends.frontEnd()) {
      Outcome write =
          new Outcome(() -> {
            ByteBuffer bytes = ByteBuffer.allocate(64 << 10);
            while (true) {
              ends.core().write(bytes.clear());
            }
          });
      write.awaitWaiting();
      ends.core().close();
      assertThat(write.thread.join(LONG)).isTrue();
      assertThat(write.failure.get()).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasWrittenBeforeStillArrives(LinkKind kind) throws Exception {
    LinkKind.Ends ends = kind.make();
    try (ByteDuplex frontEnd = ends.frontEnd()) {
      ByteBuffer sent = ByteBuffer.allocate(10_000);
      while (sent.hasRemaining()) {
        assertThat(ends.core().write(sent)).isPositive();
      }
      ends.core().close();
      ends.core().close();
      ByteBuffer received = ByteBuffer.allocate(20_000);
      while (frontEnd.read(received) >= 0) {
        // To the end.
      }
      assertThat(received.position()).isEqualTo(10_000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClosedLinkCarriesNothing(LinkKind kind) throws Exception {
    LinkKind.Ends ends = kind.make();
    ends.core().close();
    assertThatThrownBy(() -> ends.core().read(ByteBuffer.allocate(1)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ends.core().write(ByteBuffer.allocate(1)))
        .isInstanceOf(IOException.class);
    assertThat(ends.frontEnd().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    ends.frontEnd().close();
  }

  private interface Action {
    Object run() throws IOException;
  }

  /** What became of something that a thread of its own does. */
  private static final class Outcome {
    final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    final Thread thread;

    Outcome(Action action) {
      thread =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  Object _ = action.run();
                } catch (IOException | RuntimeException | Error e) {
                  failure.set(e);
                }
              });
    }

    /**
     * Gives the thread the time to come to its waiting; a test that was too fast passes as well.
     */
    void awaitWaiting() throws InterruptedException {
      assertThat(thread.join(Duration.ofMillis(200))).as("has ended").isFalse();
    }
  }
}
