package dev.parley.benchmarks.notify;

import dev.parley.benchmarks.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures what one listener among ten that stops reading does to the other nine, and to the memory
 * of the server: at a steady rate, before it comes, while it stalls, and when it has gone.
 */
final class StalledContest {
  private static final int LISTENERS = 9;
  private static final long GAP_MICROS = 500;
  private static final int BEFORE = 4_000;
  private static final int WHILE = 16_000;
  private static final int WARM_UP = 20_000;
  private static final int HEAP_LOOKS = 15;
  private static final int[] SIZES = {Stamp.PROFILE_BYTES, 4_096};
  private static final List<Way> WAYS = List.of(Way.PARLEY, Way.GRPC, Way.WS_NODE);

  private static final double MICROSECOND = 1e3;
  private static final double MEBIBYTE = 1 << 20;

  private final Commands commands;
  private final int rounds;
  private final Map<String, Map<String, Double>> rows = new LinkedHashMap<>();

  private StalledContest(Commands commands, int rounds) {
    this.commands = commands;
    this.rounds = rounds;
  }

  /** Arguments: how many rounds, the folders of the C and the Node programs, the figures' file. */
  static void main(String[] arguments) throws IOException {
    var contest =
        new StalledContest(
            new Commands(Path.of(arguments[1]), Path.of(arguments[2])),
            Integer.parseInt(arguments[0]));
    System.out.printf(
        "%-44s %10s %10s %10s %10s %9s %10s %10s %10s%n",
        "nine listeners, medians of " + arguments[0] + " rounds",
        "p50 µs",
        "stalled",
        "p99 µs",
        "stalled",
        "× p99",
        "heap MiB",
        "stalled",
        "after");
    for (int bytes : SIZES) {
      contest.run(bytes);
    }
    System.out.println("goal: p99 at most 2.00 times what it was, and the memory comes back");
    Figures.writeJson(Path.of(arguments[3]), contest.rows);
    System.exit(0);
  }

  private void run(int bytes) throws IOException {
    Path folder = Files.createTempDirectory("parley-bench");
    List<Contestant> contestants = new ArrayList<>();
    try {
      for (Way way : WAYS) {
        contestants.add(Contestant.start(way, commands, folder.resolve(way.name()), LISTENERS));
      }
      for (Contestant contestant : contestants) {
        var _ = contestant.send(WARM_UP, bytes, GAP_MICROS / 2);
      }
      for (int round = 1; round <= rounds; round++) {
        System.err.printf("%,d bytes, round %d of %d%n", bytes, round, rounds);
        for (Contestant contestant : contestants) {
          measure(contestant, bytes);
        }
      }
    } finally {
      contestants.forEach(Contestant::close);
    }
    contestants.forEach(contestant -> tell(contestant, bytes));
  }

  private void measure(Contestant contestant, int bytes) throws IOException {
    Contestant.Heard before = contestant.send(BEFORE, bytes, GAP_MICROS);
    contestant.keep("heapBefore", contestant.heap() / MEBIBYTE);
    Contestant.Heard stalled;
    try (Worker _ =
        Worker.start(
            contestant.way() + ": the one that stalls",
            commands.stalled(contestant.way().kind(), contestant.socket()))) {
      contestant.waitFor(LISTENERS + 1);
      stalled = contestant.send(WHILE, bytes, GAP_MICROS);
      contestant.keep("heapStalled", contestant.heap() / MEBIBYTE);
    }
    contestant.waitFor(LISTENERS);
    contestant.keep("heapAfter", settledHeap(contestant) / MEBIBYTE);
    contestant.keep("p50", before.p50() / MICROSECOND);
    contestant.keep("p99", before.p99() / MICROSECOND);
    contestant.keep("p50Stalled", stalled.p50() / MICROSECOND);
    contestant.keep("p99Stalled", stalled.p99() / MICROSECOND);
    contestant.keep("p99Ratio", stalled.p99() / (double) before.p99());
  }

  /** The least of a second or so: a server may take a moment to notice who has gone. */
  private static long settledHeap(Contestant contestant) throws IOException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < HEAP_LOOKS; i++) {
      least = Math.min(least, contestant.heap());
    }
    return least;
  }

  private void tell(Contestant contestant, int bytes) {
    Map<String, Double> row = new LinkedHashMap<>();
    for (String name :
        List.of(
            "p50",
            "p50Stalled",
            "p99",
            "p99Stalled",
            "p99Ratio",
            "heapBefore",
            "heapStalled",
            "heapAfter")) {
      row.put(name, Figures.median(contestant.measured(name)));
    }
    String title = "%,d B, %s".formatted(bytes, contestant.way());
    rows.put(title, row);
    System.out.printf(
        "%-44s %10.1f %10.1f %10.1f %10.1f %8.2f× %10.1f %10.1f %10.1f%n",
        title,
        row.get("p50"),
        row.get("p50Stalled"),
        row.get("p99"),
        row.get("p99Stalled"),
        row.get("p99Ratio"),
        row.get("heapBefore"),
        row.get("heapStalled"),
        row.get("heapAfter"));
  }
}
