package dev.data;

import dev.parley.annotations.Event;
import dev.parley.annotations.EventGroup;
import dev.parley.annotations.Sink;
import dev.parley.annotations.Source;

/** An event without a stream, one with a stream in each direction, and one with both. */
@EventGroup
public interface DataEvent {
  @Event(0)
  Total square(Chunk chunk) throws DataException;

  @Event(1)
  void count(Chunk last, Sink<Chunk> chunks) throws DataException;

  @Event(2)
  Total sum(Source<Chunk> chunks) throws DataException;

  @Event(3)
  Total squares(Chunk limit, Source<Chunk> chunks, Sink<Chunk> squares) throws DataException;
}
