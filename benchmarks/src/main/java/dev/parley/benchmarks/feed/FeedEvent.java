package dev.parley.benchmarks.feed;

import dev.parley.annotations.Event;
import dev.parley.annotations.EventGroup;
import dev.parley.annotations.Inline;
import dev.parley.annotations.Sink;
import dev.parley.annotations.Source;

/** The same chunks one call at a time and as streams, and a call that waits to be cancelled. */
@EventGroup
public interface FeedEvent {
  /** One chunk, from the connection's reader thread. */
  @Event(0)
  @Inline
  ChunkPB chunk(OrderPB order);

  /** One chunk, from a virtual thread. */
  @Event(1)
  ChunkPB threadedChunk(OrderPB order);

  /** All chunks of the order, to the front end. */
  @Event(2)
  void download(OrderPB order, Sink<ChunkPB> chunks);

  /** Chunks from the front end; answers how many and how large they were. */
  @Event(3)
  OrderPB upload(OrderPB order, Source<ChunkPB> chunks);

  /** Waits until it is interrupted. */
  @Event(4)
  void waitForCancel();
}
