package dev.parley.benchmarks.notify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A server, the listeners that it has, and what was measured of them. */
final class Contestant implements AutoCloseable {
  /** What listeners have heard of one command; latencies in nanoseconds. */
  record Heard(long nanos, long p50, long p99, long lastP50, long lastP99) {}

  private final Way way;
  private final Worker server;
  private final Worker listeners;
  private final Path socket;
  private final Map<String, List<Double>> measured = new LinkedHashMap<>();

  private Contestant(Way way, Worker server, Worker listeners, Path socket) {
    this.way = way;
    this.server = server;
    this.listeners = listeners;
    this.socket = socket;
  }

  static Contestant start(Way way, Commands commands, Path socket, int count) throws IOException {
    Worker server = Worker.start(way + ": the server", commands.server(way.kind(), socket));
    try {
      Worker listeners =
          Worker.start(way + ": the listeners", commands.listeners(way, socket, count));
      Contestant contestant = new Contestant(way, server, listeners, socket);
      contestant.waitFor(count);
      return contestant;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  Way way() {
    return way;
  }

  Path socket() {
    return socket;
  }

  /** Waits until so many listen, where listening is not acknowledged. */
  void waitFor(int count) throws IOException {
    server.tell("wait " + count);
    server.insist("ok");
  }

  /** Sends at once, or one each so many microseconds, and waits until all have heard all. */
  Heard send(int notifications, int bytes, long gapMicros) throws IOException {
    listeners.tell("expect " + notifications);
    listeners.insist("ok");
    long began =
        server.ask(
            gapMicros == 0
                ? "burst %d %d".formatted(notifications, bytes)
                : "pace %d %d %d".formatted(notifications, bytes, gapMicros));
    String[] told = listeners.hear().split(" ", -1);
    return new Heard(
        Long.parseLong(told[0]) - began,
        Long.parseLong(told[1]),
        Long.parseLong(told[2]),
        Long.parseLong(told[3]),
        Long.parseLong(told[4]));
  }

  /** How many bytes the server's heap holds once garbage is collected. */
  long heap() throws IOException {
    return server.ask("heap");
  }

  void keep(String name, double value) {
    measured.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
  }

  List<Double> measured(String name) {
    return measured.getOrDefault(name, List.of());
  }

  @Override
  public void close() {
    listeners.close();
    server.close();
  }
}
