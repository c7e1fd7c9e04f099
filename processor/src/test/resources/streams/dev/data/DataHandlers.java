package dev.data;

import dev.parley.annotations.Sink;
import dev.parley.annotations.Source;

/** Refuses 13 as unlucky, and what is above a limit. */
public final class DataHandlers implements DataEvent {
  private static final int LIMIT = 1000;

  @Override
  public Total square(Chunk chunk) {
    return new Total(squared(chunk.number(), LIMIT));
  }

  @Override
  public void count(Chunk last, Sink<Chunk> chunks) {
    for (int i = 1; i <= last.number(); i++) {
      refuse(i, LIMIT);
      chunks.send(new Chunk(i));
    }
  }

  @Override
  public Total sum(Source<Chunk> chunks) {
    long sum = 0;
    for (Chunk chunk : chunks) {
      refuse(chunk.number(), LIMIT);
      sum += chunk.number();
    }
    return new Total(sum);
  }

  @Override
  public Total squares(Chunk limit, Source<Chunk> chunks, Sink<Chunk> squares) {
    long sum = 0;
    for (Chunk chunk : chunks) {
      int square = squared(chunk.number(), limit.number());
      squares.send(new Chunk(square));
      sum += square;
    }
    return new Total(sum);
  }

  private static int squared(int number, int limit) {
    refuse(number, limit);
    return number * number;
  }

  private static void refuse(int number, int limit) {
    if (number == 13) {
      throw new DataException(new DataError.Unlucky(number));
    }
    if (number > limit) {
      throw new DataException(new DataError.TooLarge(number, limit));
    }
  }
}
