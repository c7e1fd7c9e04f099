package dev.data;

import dev.parley.core.Core;
import dev.parley.core.client.CallOptions;
import dev.parley.core.client.Conversation;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.client.EventStream;
import dev.parley.core.client.Result;
import dev.parley.core.client.Upload;
import dev.parley.core.memory.MemoryTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;

/** A front end that notes what it hears. */
public final class Front implements Callable<List<String>> {
  private final List<String> heard = new ArrayList<>();

  @Override
  public List<String> call() throws Exception {
    MemoryTransport transport = MemoryTransport.create();
    try (Core core =
            Core.builder()
                .plugin(DataEventBinding.bind(new DataHandlers()))
                .listen(transport)
                .start();
        CoreClient connection = CoreClient.connect(transport.dial(), DataEventClient.CONTRACT)) {
      heard.add(core.addresses() + " " + connection.isOpen());
      DataEventClient data =
          DataEventClient.of(connection).with(CallOptions.NONE.timeout(Duration.ofSeconds(20)));
      squares(data);
      counts(data);
      sums(data);
      converses(data);
    }
    return heard;
  }

  private void squares(DataEventClient data) throws InterruptedException {
    for (int number : new int[] {3, 13, 1001}) {
      heard.add("square of " + number + ": " + answer(data.square(new Chunk(number)).result()));
    }
  }

  /** A union tells the errors apart, and the compiler that none is forgotten. */
  private static String answer(Result<Total, DataError> result) {
    return switch (result) {
      case Result.Ok<Total, DataError>(Total total) -> "is " + total.sum();
      case Result.Err<Total, DataError>(DataError.Unlucky(int number)) -> number + " is unlucky";
      case Result.Err<Total, DataError>(DataError.TooLarge(int number, int limit)) ->
          number + " is above " + limit;
    };
  }

  private void counts(DataEventClient data) throws InterruptedException {
    try (EventStream<Chunk, ?, DataError> chunks = data.count(new Chunk(3))) {
      for (Chunk chunk : chunks) {
        heard.add("counted " + chunk.number());
      }
      heard.add("counted to the end: " + chunks.result());
    }
    try (EventStream<Chunk, ?, DataError> chunks = data.count(new Chunk(20))) {
      int last = 0;
      for (Chunk chunk : chunks) {
        last = chunk.number();
        if (last == 12) {
          break;
        }
      }
      heard.add("left at " + last);
    }
    int last = 0;
    try (EventStream<Chunk, ?, DataError> chunks = data.count(new Chunk(20))) {
      for (Chunk chunk : chunks) {
        last = chunk.number();
      }
    } catch (EventFailedException e) {
      heard.add("failed after " + last + ": " + e.error());
    }
  }

  private void sums(DataEventClient data) throws InterruptedException {
    try (Upload<Chunk, Total, DataError> upload = data.sum()) {
      for (int i = 1; i <= 1000; i++) {
        if (i != 13) {
          upload.send(new Chunk(i));
        }
      }
      heard.add("sum: " + upload.finish().await());
    }
    try (Upload<Chunk, Total, DataError> upload = data.sum()) {
      upload.send(new Chunk(13));
      heard.add("sum: " + answer(upload.finish().result()));
    }
  }

  private void converses(DataEventClient data) throws InterruptedException {
    try (Conversation<Chunk, Chunk, Total, DataError> talk = data.squares(new Chunk(9))) {
      Iterator<Chunk> squares = talk.iterator();
      for (int i = 1; i <= 3; i++) {
        talk.send(new Chunk(i));
        heard.add("squared: " + squares.next().number());
      }
      heard.add("squares: " + talk.finish().await() + " " + squares.hasNext());
    }
  }
}
