package dev.parley.benchmarks.streams;

import dev.parley.core.client.CoreClient;
import dev.parley.transport.unix.UnixSocket;
import java.io.IOException;
import java.nio.file.Path;

/** Takes a gibibyte from a core and gives it one, and says how fast it was. */
final class Gigabyte {
  private static final int CHUNK = 64 << 10;
  private static final int CHUNKS = (1 << 30) / CHUNK;
  private static final double MB = 1e6;

  private Gigabyte() {}

  /** Argument: the socket. */
  static void main(String[] arguments) throws IOException, InterruptedException {
    try (CoreClient client = CoreClient.connect(UnixSocket.connect(Path.of(arguments[0])))) {
      var feed = new Feed(client);
      System.out.printf("1 GiB down at %,.0f MB/s%n", feed.download(CHUNKS, CHUNK) * CHUNK / MB);
      System.out.printf("1 GiB up at %,.0f MB/s%n", feed.upload(CHUNKS, CHUNK) * CHUNK / MB);
    }
  }
}
