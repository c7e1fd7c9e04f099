package dev.parley.benchmarks.streams;

import dev.parley.benchmarks.feed.ChunkPB;
import dev.parley.benchmarks.feed.FeedEventClient;
import dev.parley.benchmarks.feed.OrderPB;
import dev.parley.core.client.CallOptions;
import dev.parley.core.client.CoreClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** What is measured of one core, each run checked for what came. */
final class Feed {
  private static final double SECOND = 1e9;
  private static final int IN_FLIGHT = 1000;
  private static final OrderPB SMALL = new OrderPB(1, 100);

  private final FeedEventClient client;

  Feed(CoreClient core) {
    client = FeedEventClient.of(core);
  }

  /** Microseconds of a call, the median of so many made one after the other. */
  double oneByOne(int calls, CallOptions options) throws InterruptedException {
    FeedEventClient with = client.with(options);
    long[] took = new long[calls];
    for (int i = 0; i < calls; i++) {
      long before = System.nanoTime();
      var _ = with.chunk(SMALL).await();
      took[i] = System.nanoTime() - before;
    }
    Arrays.sort(took);
    return took[calls / 2] / 1e3;
  }

  /** Calls a second with a thousand in flight. */
  double callsPerSecond(int calls, boolean threaded, CallOptions options)
      throws InterruptedException {
    FeedEventClient with = client.with(options);
    var room = new Semaphore(IN_FLIGHT);
    var failures = new AtomicInteger();
    var done = new CountDownLatch(calls);
    long before = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      room.acquire();
      var call = threaded ? with.threadedChunk(SMALL) : with.chunk(SMALL);
      call.whenDone((result, failure) -> {
        if (failure != null) {
          failures.incrementAndGet();
        }
        room.release();
        done.countDown();
      });
    }
    done.await();
    long took = System.nanoTime() - before;
    require(failures.get() == 0, failures.get() + " calls failed");
    return calls * SECOND / took;
  }

  /** Items a second to the front end. */
  double download(int items, int bytesEach) {
    long bytes = 0;
    int count = 0;
    long before = System.nanoTime();
    try (var chunks = client.download(new OrderPB(items, (long) items * bytesEach))) {
      for (ChunkPB chunk : chunks) {
        count++;
        bytes += chunk.content().length;
      }
    }
    long took = System.nanoTime() - before;
    require(count == items && bytes == (long) items * bytesEach, count + " items came");
    return items * SECOND / took;
  }

  /** Items a second to the core. */
  double upload(int items, int bytesEach) throws InterruptedException {
    var chunk = new ChunkPB(new byte[bytesEach]);
    long before = System.nanoTime();
    OrderPB received;
    try (var upload = client.upload(new OrderPB(items, 0))) {
      for (int i = 0; i < items; i++) {
        upload.send(chunk);
      }
      received = upload.finish().await();
    }
    long took = System.nanoTime() - before;
    require(received.chunks() == items, received + " were received");
    return items * SECOND / took;
  }

  /** Calls a second that are made, begun to wait, and cancelled, one after the other. */
  double cancelsPerSecond(int calls) throws InterruptedException {
    long before = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      client.waitForCancel().cancel();
    }
    // The core has read every cancellation before this call.
    var _ = client.threadedChunk(SMALL).await();
    long took = System.nanoTime() - before;
    return calls * SECOND / took;
  }

  static CallOptions deadline() {
    return CallOptions.NONE.timeout(Duration.ofSeconds(30));
  }

  private static void require(boolean fact, String otherwise) {
    if (!fact) {
      throw new IllegalStateException(otherwise);
    }
  }
}
