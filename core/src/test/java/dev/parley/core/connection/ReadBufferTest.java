package dev.parley.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.codec.MessageWriter;
import dev.parley.core.protocol.Limits;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Peer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How frames are cut from bytes, and what is allocated for them. */
@Timeout(60)
class ReadBufferTest {
  @Test
  void framesOfEverySizeAreCutFromReadsOfEverySize() throws Exception {
    for (int seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      List<byte[]> frames = new ArrayList<>();
      ByteBuffer all = ByteBuffer.allocate(8 << 20);
      for (int i = 0; i < 40; i++) {
        byte[] frame =
            new byte[random.nextInt(4) == 0 ? random.nextInt(200_000) : random.nextInt(50)];
        random.nextBytes(frame);
        frames.add(frame);
        all.putInt(frame.length).put(frame);
      }
      Feed feed = new Feed(all.flip(), random, 1 + random.nextInt(100_000));
      Received received = new Received(Integer.MAX_VALUE);
      connect(feed, received);
      assertThat(received.done.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(received.failure).isNull();
      assertThat(received.frames).hasSize(frames.size());
      for (int i = 0; i < frames.size(); i++) {
        assertThat(received.frames.get(i))
            .as("seed %d, frame %d", seed, i)
            .isEqualTo(frames.get(i));
      }
    }
  }

  @Test
  void aDeclaredLengthAllocatesNoMoreThanABitMoreThanWhatArrived() throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 300_000).putInt(0, Integer.MAX_VALUE);
    Feed feed = new Feed(bytes, new Random(1), 10_000);
    Received received = new Received(Integer.MAX_VALUE);
    connect(feed, received);
    assertThat(received.done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(received.frames).isEmpty();
    assertThat(feed.largestBuffer).isLessThan(4 * 300_000);
  }

  @Test
  void aLengthBeyondTheLimitIsRefusedBeforeTheFrameArrives() throws Exception {
    Feed feed = new Feed(ByteBuffer.allocate(4).putInt(1001).flip(), new Random(1), 100);
    Received received = new Received(1000);
    connect(feed, received);
    assertThat(received.done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(received.oversized).isEqualTo(1001);
  }

  private static void connect(Feed feed, Received received) {
    new Connection("read test", feed.peer(), received, Limits.DEFAULT, WritePolicy.CORE)
        .over(feed)
        .start();
  }

  /** Hands out bytes in pieces, and notes the largest buffer it was given to fill. */
  private static final class Feed implements ByteDuplex {
    private final ByteBuffer bytes;
    private final Random random;
    private final int largest;
    volatile int largestBuffer;

    Feed(ByteBuffer bytes, Random random, int largest) {
      this.bytes = bytes;
      this.random = random;
      this.largest = largest;
    }

    @Override
    public int read(ByteBuffer target) {
      largestBuffer = Math.max(largestBuffer, target.capacity());
      assertThat(target.remaining()).isPositive();
      if (!bytes.hasRemaining()) {
        return -1;
      }
      int count =
          Math.min(Math.min(1 + random.nextInt(largest), bytes.remaining()), target.remaining());
      target.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      return count;
    }

    @Override
    public int write(ByteBuffer source) {
      int count = source.remaining();
      source.position(source.limit());
      return count;
    }

    @Override
    public Peer peer() {
      return Peer.of("test", "feed");
    }

    @Override
    public void close() {}
  }

  private static final class Received implements FrameHandler {
    final List<byte[]> frames = new ArrayList<>();
    final CountDownLatch done = new CountDownLatch(1);
    final int max;
    long oversized;
    @Nullable Throwable failure;

    Received(int max) {
      this.max = max;
    }

    @Override
    public void frame(byte[] bytes, int from, int to) {
      frames.add(java.util.Arrays.copyOfRange(bytes, from, to));
    }

    @Override
    public int maxFrameBytes() {
      return max;
    }

    @Override
    public void oversized(long length) {
      oversized = length;
    }

    @Override
    public void halfSent() {}

    @Override
    public void writeSlowConsumer(MessageWriter out, long queued) {}

    @Override
    public void closed(@Nullable Throwable cause) {
      failure = cause;
      done.countDown();
    }
  }
}
