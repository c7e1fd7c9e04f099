package dev.parley.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.codec.MessageWriter;
import dev.parley.core.protocol.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The queue of a connection: who writes, how much may wait, what is given up. */
@Timeout(30)
class OutboxTest {
  private static final int LIMIT = 1000;
  private static final int LARGEST = 64;
  private static final int LENGTH = 4;
  private static final byte[] GOODBYE = "goodbye".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  private final StuckSink sink = new StuckSink();
  private final Outbox outbox =
      new Outbox(
          new SlowHandler(),
          WritePolicy.CORE,
          Limits.DEFAULT.withMaxFrameBytes(LARGEST).withMaxQueueBytes(LIMIT),
          "outbox test");

  @BeforeEach
  void attach() {
    outbox.lock().lock();
    try {
      outbox.attach(sink);
    } finally {
      outbox.lock().unlock();
    }
  }

  @AfterEach
  void close() {
    sink.letGo.countDown();
    closeAtOnce();
  }

  private void closeAtOnce() {
    outbox.lock().lock();
    try {
      assertThat(outbox.markClosed()).isNotNull();
    } finally {
      outbox.lock().unlock();
    }
    sink.close();
  }

  private void put(int bytes) {
    MessageWriter out = outbox.begin();
    if (out != null) {
      int _ = out.reserve(bytes);
    }
    outbox.end(false);
  }

  @Test
  void maxQueueBytesMayWaitAndNoMore() throws Exception {
    put(100);
    assertThat(sink.entered.await(20, TimeUnit.SECONDS)).isTrue();
    put(LIMIT - 100);
    assertThat(outbox.isEnding()).as("with %d bytes queued", LIMIT).isFalse();
    put(1);
    assertThat(outbox.isEnding()).as("with one byte more").isTrue();
    assertThat(outbox.isSlow()).isTrue();
    assertThat(outbox.begin()).as("room for more frames").isNull();
    outbox.end(false);
    sink.letGo.countDown();
    assertThat(sink.closed.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(sink.written.size()).isEqualTo(100 + GOODBYE.length);
    assertThat(sink.written.toByteArray()).endsWith(GOODBYE);
  }

  @Test
  void nobodyWaitsForAStuckWriter() throws Exception {
    put(1);
    assertThat(sink.entered.await(20, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 500; i++) {
      put(1);
    }
    assertThat(sink.written.size()).isZero();
    sink.letGo.countDown();
    outbox.finish();
    assertThat(sink.closed.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(sink.written.size()).isEqualTo(501);
    assertThat(sink.writes).as("of one byte, and of all the others at once").isEqualTo(2);
  }

  @Test
  void theReaderWritesWhatItsBatchLedToAtOnce() {
    sink.letGo.countDown();
    outbox.beginBatch();
    put(10);
    put(20);
    assertThat(sink.writes).isZero();
    outbox.endBatch();
    assertThat(sink.writes).isEqualTo(1);
    assertThat(sink.written.size()).isEqualTo(30);
    assertThat(sink.writer).isSameAs(Thread.currentThread());
  }

  @Test
  void aMessageThatUsesItsConnectionWhileItIsWrittenIsRefused() {
    MessageWriter _ = outbox.begin();
    assertThatThrownBy(outbox::begin).isInstanceOf(IllegalStateException.class);
    outbox.end(false);
  }

  @Test
  void anItemWaitsForRoomSoThatItNeverOverflowsTheQueue() throws Exception {
    put(100);
    assertThat(sink.entered.await(20, TimeUnit.SECONDS)).isTrue();
    put(LIMIT - LARGEST - LENGTH - 100);
    putItem(1);
    Item second = sending(1);
    assertThat(second.sent).as("with room for one byte less than a frame").isNotDone();
    sink.letGo.countDown();
    assertThat(second.sent.get()).isTrue();
    assertThat(outbox.isSlow()).isFalse();
  }

  @Test
  void manyWaitingItemsGoOneAfterTheOtherAndNeverOverflow() throws Exception {
    put(LIMIT);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      items.add(sending(LARGEST + LENGTH));
    }
    sink.letGo.countDown();
    for (Item item : items) {
      assertThat(item.sent.get(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(outbox.isSlow()).isFalse();
  }

  @Test
  void anItemThatNobodyWantsAnyMoreStopsWaiting() throws Exception {
    put(LIMIT);
    Item item = sending(1);
    item.unwanted = true;
    outbox.recheckItems();
    assertThat(item.sent.get(20, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void anItemThatIsInterruptedStopsWaitingAndLeavesTheLock() throws Exception {
    put(LIMIT);
    Item item = sending(1);
    item.thread.interrupt();
    assertThatThrownBy(() -> item.sent.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(InterruptedException.class);
    put(0);
  }

  @Test
  void itemsStopWaitingWhenTheConnectionEnds() throws Exception {
    put(LIMIT);
    Item item = sending(1);
    outbox.finish();
    assertThat(item.sent.get(20, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void itemsStopWaitingWhenTheConnectionIsClosed() throws Exception {
    put(LIMIT);
    Item item = sending(1);
    closeAtOnce();
    assertThat(item.sent.get(20, TimeUnit.SECONDS)).isFalse();
  }

  private void putItem(int bytes) throws InterruptedException {
    MessageWriter out = outbox.beginItem(() -> false);
    int _ = Objects.requireNonNull(out).reserve(bytes);
    outbox.end(false);
  }

  /** Begins to send an item, and returns when that waits or is done. */
  private Item sending(int bytes) {
    Item item = new Item(bytes);
    item.thread.start();
    while (!item.sent.isDone() && item.thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return item;
  }

  private final class Item {
    final CompletableFuture<Boolean> sent = new CompletableFuture<>();
    final Thread thread;
    volatile boolean unwanted;

    Item(int bytes) {
      thread = Thread.ofPlatform().daemon().unstarted(() -> send(bytes));
    }

    private void send(int bytes) {
      try {
        MessageWriter out = outbox.beginItem(() -> unwanted);
        if (out != null) {
          int _ = out.reserve(bytes);
        }
        outbox.end(false);
        sent.complete(out != null);
      } catch (InterruptedException e) {
        sent.completeExceptionally(e);
      }
    }
  }

  private static final class StuckSink implements FrameSink {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch letGo = new CountDownLatch(1);
    final CountDownLatch closed = new CountDownLatch(1);
    final ByteArrayOutputStream written = new ByteArrayOutputStream();
    volatile int writes;
    volatile @Nullable Thread writer;

    @Override
    public synchronized void write(byte[] frames, int length, Progress progress)
        throws IOException {
      entered.countDown();
      try {
        letGo.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      written.write(frames, 0, length);
      writes = writes + 1;
      writer = Thread.currentThread();
      progress.step();
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  private static final class SlowHandler implements FrameHandler {
    @Override
    public void frame(byte[] bytes, int from, int to) {}

    @Override
    public int maxFrameBytes() {
      return LIMIT;
    }

    @Override
    public void oversized(long length) {}

    @Override
    public void halfSent() {}

    @Override
    public void writeSlowConsumer(MessageWriter out, long queued) {
      int at = out.reserve(GOODBYE.length);
      System.arraycopy(GOODBYE, 0, out.array(), at, GOODBYE.length);
    }

    @Override
    public void closed(@Nullable Throwable cause) {}
  }
}
