package dev.parley.benchmarks.streams;

import dev.parley.annotations.Sink;
import dev.parley.annotations.Source;
import dev.parley.benchmarks.feed.ChunkPB;
import dev.parley.benchmarks.feed.FeedEvent;
import dev.parley.benchmarks.feed.FeedEventBinding;
import dev.parley.benchmarks.feed.OrderPB;
import dev.parley.core.Core;
import dev.parley.core.intercept.Interceptor;
import dev.parley.core.intercept.Invocation;
import dev.parley.core.protocol.Limits;
import dev.parley.transport.unix.UnixSocketTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A core that serves chunks. */
final class FeedCore {
  private FeedCore() {}

  /** Arguments: how many interceptors stand around each call; the socket. */
  static void main(String[] arguments) throws IOException, InterruptedException {
    Core.Builder builder =
        Core.builder()
            .name("feed")
            .plugin(FeedEventBinding.bind(new Handlers()))
            // What was cancelled counts until its handler has ended: none shall be refused.
            .limits(Limits.DEFAULT.withMaxCallsPerConnection(1 << 20).withMaxCalls(1 << 20))
            .listen(UnixSocketTransport.at(Path.of(arguments[1])));
    for (int i = Integer.parseInt(arguments[0]); i > 0; i--) {
      builder.intercept(new PassOn());
    }
    try (var _ = builder.start()) {
      System.out.println("ready");
      new CountDownLatch(1).await();
    }
  }

  private static final class PassOn implements Interceptor {
    @Override
    public <P, R> R around(Invocation<P, R> invocation) {
      return invocation.proceed();
    }
  }

  private static final class Handlers implements FeedEvent {
    @Override
    public ChunkPB chunk(OrderPB order) {
      return new ChunkPB(new byte[(int) order.bytes()]);
    }

    @Override
    public ChunkPB threadedChunk(OrderPB order) {
      return chunk(order);
    }

    @Override
    public void download(OrderPB order, Sink<ChunkPB> chunks) {
      var chunk = new ChunkPB(new byte[(int) (order.bytes() / order.chunks())]);
      for (int i = order.chunks(); i > 0; i--) {
        chunks.send(chunk);
      }
    }

    @Override
    public OrderPB upload(OrderPB order, Source<ChunkPB> chunks) {
      int count = 0;
      long bytes = 0;
      for (ChunkPB chunk : chunks) {
        count++;
        bytes += chunk.content().length;
      }
      return new OrderPB(count, bytes);
    }

    @Override
    public void waitForCancel() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
