package dev.parley.benchmarks.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A server that sends when it is told to, on its standard input:
 *
 * <ul>
 *   <li>{@code wait N}: until N listen.
 *   <li>{@code burst COUNT BYTES}: that many at once; answers when it began, in nanoseconds.
 *   <li>{@code pace COUNT BYTES MICROS}: that many, one each so many microseconds.
 *   <li>{@code heap}: collects garbage, and answers the bytes in use.
 * </ul>
 *
 * Every command is answered by a line. The notifications of a command are numbered from 0.
 */
final class PublisherProcess {
  private final Publisher publisher;

  private PublisherProcess(Publisher publisher) {
    this.publisher = publisher;
  }

  /** Arguments: {@code parley} or {@code grpc}, and the socket. Serves until its input ends. */
  static void main(String[] arguments) throws IOException, InterruptedException {
    Grpc.beQuiet();
    Path socket = Path.of(arguments[1]);
    try (Publisher publisher =
            arguments[0].equals("grpc") ? new GrpcPublisher(socket) : new ParleyPublisher(socket);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      System.out.println("ready");
      var process = new PublisherProcess(publisher);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(process.answer(line.split(" ", -1)));
      }
    }
    System.exit(0);
  }

  private String answer(String[] command) throws InterruptedException {
    return switch (command[0]) {
      case "wait" -> {
        int wanted = Integer.parseInt(command[1]);
        while (publisher.listeners() >= 0 && publisher.listeners() != wanted) {
          Thread.sleep(1);
        }
        yield "ok";
      }
      case "burst" -> {
        long began = System.nanoTime();
        send(Integer.parseInt(command[1]), Stamp.icon(Integer.parseInt(command[2])), 0);
        yield Long.toString(began);
      }
      case "pace" -> {
        long began = System.nanoTime();
        send(
            Integer.parseInt(command[1]),
            Stamp.icon(Integer.parseInt(command[2])),
            Long.parseLong(command[3]) * 1_000);
        yield Long.toString(began);
      }
      case "heap" -> Long.toString(heap());
      default -> throw new IllegalArgumentException("no command: " + command[0]);
    };
  }

  private void send(int count, String icon, long gap) {
    long due = System.nanoTime();
    for (int number = 0; number < count; number++) {
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      publisher.send(Stamp.of(System.nanoTime(), number), icon);
      due += gap;
    }
  }

  private static long heap() throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(20);
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
