package dev.parley.transport.unix;

import dev.parley.core.transport.ByteDuplex;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * A process that serves a socket and uses up its file descriptors when it is sent a line, says what
 * its accept loop logged at the second, and gives the descriptors back at the third.
 */
final class CrowdedProcess {
  private CrowdedProcess() {}

  static void main(String[] arguments) throws Exception {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Path socket = Path.of(arguments[0]);
    try (var _ = UnixSocketTransport.at(socket).listen(new EchoAcceptor())) {
      // Once now, so that every class is loaded while files can still be opened; a core finds who
      // logs in its first second.
      System.getLogger("dev.parley.core");
      // It stays open: its other end would give a descriptor back some time after all were taken.
      try (ByteDuplex link = UnixSocket.connect(socket)) {
        FrontEnd.ask(link, "hello");
        System.out.println("serving");
        input.readLine();
        Deque<AutoCloseable> taken = takeAllDescriptors();
        RecordingLoggerFinder.fails = true;
        System.out.println("full");
        input.readLine();
        // Who reads this line waits without a limit: of nothing it is told too.
        System.out.println(RecordingLoggerFinder.LOGGED.poll(30, TimeUnit.SECONDS));
        input.readLine();
        release(taken);
        input.readLine();
      }
    }
  }

  private static Deque<AutoCloseable> takeAllDescriptors() {
    var taken = new ArrayDeque<AutoCloseable>();
    try {
      while (true) {
        taken.push(Files.newByteChannel(Path.of("/dev/null")));
      }
    } catch (IOException tooManyOpenFiles) {
      return taken;
    }
  }

  private static void release(Deque<AutoCloseable> taken) {
    for (AutoCloseable descriptor : taken) {
      try {
        descriptor.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
