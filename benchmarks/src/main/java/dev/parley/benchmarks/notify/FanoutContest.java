package dev.parley.benchmarks.notify;

import dev.parley.benchmarks.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures notifications to 1, 10, 100 and 1,000 listeners, in one process and in as many: how many
 * a second all of them get, and how long one takes to the last of them.
 */
final class FanoutContest {
  /** How many are sent: at once; one by one, and how far apart those are. */
  private record Size(int listeners, int burst, int single, long gapMicros) {}

  private static final List<Size> SIZES =
      List.of(
          new Size(1, 10_000, 1_000, 1_000),
          new Size(10, 10_000, 400, 2_500),
          new Size(100, 2_000, 100, 20_000),
          new Size(1_000, 100, 20, 200_000));

  /** A burst that the JVM has compiled everything in. */
  private static final int WARM_UP_DELIVERIES = 200_000;

  private static final double SECOND = 1e9;
  private static final double MICROSECOND = 1e3;

  private final Commands commands;
  private final int rounds;
  private final Map<String, Map<String, Double>> rows = new LinkedHashMap<>();

  private FanoutContest(Commands commands, int rounds) {
    this.commands = commands;
    this.rounds = rounds;
  }

  /**
   * Arguments: how many rounds, the folders of the C and the Node programs, the file for the
   * figures, and how many listeners at most.
   */
  static void main(String[] arguments) throws IOException {
    var contest =
        new FanoutContest(
            new Commands(Path.of(arguments[1]), Path.of(arguments[2])),
            Integer.parseInt(arguments[0]));
    System.out.printf(
        "%-46s %14s %12s %12s %12s %12s%n",
        "medians of " + arguments[0] + " rounds",
        "heard/s",
        "× Parley's",
        "last p50 µs",
        "last p99 µs",
        "× Parley's");
    for (Size size : SIZES) {
      if (size.listeners <= Integer.parseInt(arguments[4])) {
        contest.run(size);
      }
    }
    Figures.writeJson(Path.of(arguments[3]), contest.rows);
    System.exit(0);
  }

  private void run(Size size) throws IOException {
    Path folder = Files.createTempDirectory("parley-bench");
    List<Contestant> contestants = new ArrayList<>();
    try {
      for (Way way : Arrays.asList(Way.values())) {
        contestants.add(
            Contestant.start(way, commands, folder.resolve(way.name()), size.listeners));
      }
      for (Contestant contestant : contestants) {
        for (int left = WARM_UP_DELIVERIES / size.listeners; left > 0; left -= size.burst) {
          var _ = contestant.send(size.burst, Stamp.PROFILE_BYTES, 0);
        }
        var _ = contestant.send(size.single, Stamp.PROFILE_BYTES, size.gapMicros);
      }
      for (int round = 1; round <= rounds; round++) {
        System.err.printf("%,d listeners, round %d of %d%n", size.listeners, round, rounds);
        for (Contestant contestant : contestants) {
          measure(contestant, size);
        }
      }
    } finally {
      contestants.forEach(Contestant::close);
    }
    contestants.forEach(contestant -> tell(contestant, size, baseline(contestant, contestants)));
  }

  private static void measure(Contestant contestant, Size size) throws IOException {
    Contestant.Heard burst = contestant.send(size.burst, Stamp.PROFILE_BYTES, 0);
    contestant.keep("perSecond", size.burst * (double) size.listeners * SECOND / burst.nanos());
    Contestant.Heard single = contestant.send(size.single, Stamp.PROFILE_BYTES, size.gapMicros);
    contestant.keep("lastP50", single.lastP50() / MICROSECOND);
    contestant.keep("lastP99", single.lastP99() / MICROSECOND);
  }

  /** Parley with its listeners in the same place. */
  private static Contestant baseline(Contestant contestant, List<Contestant> all) {
    return all.stream()
        .filter(it -> it.way().kind() == Way.Kind.PARLEY)
        .filter(it -> it.way().place() == contestant.way().place())
        .findFirst()
        .orElseThrow();
  }

  private void tell(Contestant contestant, Size size, Contestant baseline) {
    Map<String, Double> row = new LinkedHashMap<>();
    for (String name : List.of("perSecond", "lastP50", "lastP99")) {
      row.put(name, Figures.median(contestant.measured(name)));
    }
    double faster = quotient(contestant, baseline, "perSecond");
    double later = quotient(contestant, baseline, "lastP50");
    row.put("perSecondTimesParley", faster);
    row.put("lastP50TimesParley", later);
    String title = "%,d × %s".formatted(size.listeners, contestant.way());
    rows.put(title, row);
    System.out.printf(
        "%-46s %,14.0f %11.2f× %12.1f %12.1f %11.2f×%n",
        title, row.get("perSecond"), faster, row.get("lastP50"), row.get("lastP99"), later);
  }

  /** Round by round, then the median: a loud round is compared with itself. */
  private static double quotient(Contestant contestant, Contestant baseline, String name) {
    List<Double> quotients = new ArrayList<>();
    List<Double> its = contestant.measured(name);
    for (int round = 0; round < its.size(); round++) {
      quotients.add(its.get(round) / baseline.measured(name).get(round));
    }
    return Figures.median(quotients);
  }
}
