package dev.parley.benchmarks.roundtrip;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A server in a process of its own, what its clients ask it for, and what was measured. */
final class Contestant implements AutoCloseable {
  private static final Pattern NUMBER = Pattern.compile("\"(\\w+)\": ([0-9.]+)");

  private final String name;
  private final String asksFor;
  private final Path socket;
  private final Process server;
  private final Map<String, List<Double>> measured = new LinkedHashMap<>();

  private Contestant(String name, String asksFor, Path socket, Process server) {
    this.name = name;
    this.asksFor = asksFor;
    this.socket = socket;
    this.server = server;
  }

  /**
   * Starts the server and waits until it is ready.
   *
   * @param asksFor {@code echo}, or an event's name
   */
  static Contestant start(String name, String asksFor, Path socket, List<String> command)
      throws IOException {
    var whole = new ArrayList<>(command);
    whole.add(socket.toString());
    Process server =
        new ProcessBuilder(whole).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String line = server.inputReader(StandardCharsets.UTF_8).readLine();
    if (!"ready".equals(line)) {
      server.destroy();
      throw new IOException(name + " did not start: " + whole);
    }
    return new Contestant(name, asksFor, socket, server);
  }

  String name() {
    return name;
  }

  /** What was measured under each name, one value a round. */
  Map<String, List<Double>> measured() {
    return measured;
  }

  void warmUp(Path client) throws IOException, InterruptedException {
    run(client, "many", "1000000", "1000");
    run(client, "one", "20000");
  }

  void measure(Path client, int calls, int callsInFlight) throws IOException, InterruptedException {
    keep(run(client, "one", Integer.toString(calls)));
    keep(run(client, "many", Integer.toString(callsInFlight), "1000"));
  }

  private void keep(String json) {
    var numbers = NUMBER.matcher(json);
    while (numbers.find()) {
      measured
          .computeIfAbsent(numbers.group(1), key -> new ArrayList<>())
          .add(Double.parseDouble(numbers.group(2)));
    }
  }

  private String run(Path client, String... how) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(client.toString(), socket.toString(), asksFor));
    command.addAll(List.of(how));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String line = process.inputReader(StandardCharsets.UTF_8).readLine();
    int status = process.waitFor();
    if (status != 0 || line == null) {
      throw new IOException(name + ": the client ended with status " + status);
    }
    return line;
  }

  @Override
  public void close() {
    server.destroy();
  }
}
