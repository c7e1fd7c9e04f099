package dev.parley.transport.unix;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A process that serves a socket: says {@code waiting}, listens when it is sent a line, says {@code
 * serving} or the problem, and ends in good order at the next line.
 */
final class ServingProcess {
  private ServingProcess() {}

  static void main(String[] arguments) throws IOException {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("waiting");
    input.readLine();
    try (var _ = UnixSocketTransport.at(Path.of(arguments[0])).listen(new EchoAcceptor())) {
      System.out.println("serving");
      input.readLine();
    } catch (UnixSocketException refused) {
      System.out.println(refused.problem());
    }
  }
}
