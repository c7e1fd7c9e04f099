package dev.parley.benchmarks.roundtrip;

import dev.parley.benchmarks.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures round trips against four servers, in rounds: every contestant once a round, so that what
 * disturbs a round disturbs all alike. Medians of the rounds are printed, and ratios to the first,
 * the floor.
 */
final class RoundTripContest {
  private static final int CALLS = 20_000;
  private static final int CALLS_IN_FLIGHT = 500_000;

  private RoundTripContest() {}

  /** Arguments: how many rounds, the folder of the C programs, the file for the figures as JSON. */
  static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = Integer.parseInt(arguments[0]);
    Path programs = Path.of(arguments[1]);
    Path client = programs.resolve("client");
    Path folder = Files.createTempDirectory("parley-bench");
    var contestants = new ArrayList<Contestant>();
    try {
      contestants.add(
          Contestant.start(
              "C echo (floor)",
              "echo",
              folder.resolve("c"),
              List.of(programs.resolve("echo").toString())));
      contestants.add(
          Contestant.start("Java echo", "echo", folder.resolve("java"), java(JavaEcho.class)));
      contestants.add(
          Contestant.start(
              "Parley, inline", "UserEvent.SignIn", folder.resolve("in"), java(BenchCore.class)));
      contestants.add(
          Contestant.start(
              "Parley, virtual thread",
              "UserEvent.SignUp",
              folder.resolve("vt"),
              java(BenchCore.class)));
      for (Contestant contestant : contestants) {
        contestant.warmUp(client);
      }
      for (int round = 1; round <= rounds; round++) {
        System.err.printf("round %d of %d%n", round, rounds);
        for (Contestant contestant : contestants) {
          contestant.measure(client, CALLS, CALLS_IN_FLIGHT);
        }
      }
    } finally {
      contestants.forEach(Contestant::close);
    }
    var rows = rows(contestants);
    print(rows);
    Figures.writeJson(Path.of(arguments[2]), rows);
  }

  private static List<String> java(Class<?> main) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        main.getName());
  }

  private static Map<String, Map<String, Double>> rows(List<Contestant> contestants) {
    var rows = new LinkedHashMap<String, Map<String, Double>>();
    List<Double> floor = values(contestants.getFirst(), "p50");
    for (Contestant contestant : contestants) {
      var row = new LinkedHashMap<String, Double>();
      List<Double> p50 = values(contestant, "p50");
      row.put("p50", Figures.median(p50));
      row.put("p99", Figures.median(values(contestant, "p99")));
      row.put("callsPerSecond", Figures.median(values(contestant, "callsPerSecond")));
      row.put("timesFloor", Figures.median(quotients(p50, floor)));
      rows.put(contestant.name(), row);
    }
    return rows;
  }

  private static List<Double> values(Contestant contestant, String name) {
    return contestant.measured().getOrDefault(name, List.of());
  }

  /** Round by round: a quiet round is compared with itself and not with a loud one. */
  private static List<Double> quotients(List<Double> values, List<Double> floor) {
    var quotients = new ArrayList<Double>();
    for (int round = 0; round < values.size(); round++) {
      quotients.add(values.get(round) / floor.get(round));
    }
    return quotients;
  }

  private static void print(Map<String, Map<String, Double>> rows) {
    System.out.printf(
        "%n%-24s %10s %10s %12s %22s%n",
        "medians of rounds", "p50 µs", "p99 µs", "× floor p50", "calls/s, 1,000 at once");
    rows.forEach((name, row) ->
        System.out.printf(
            "%-24s %10.1f %10.1f %11.2f× %,22.0f%n",
            name,
            row.get("p50"),
            row.get("p99"),
            row.get("timesFloor"),
            row.get("callsPerSecond")));
    System.out.println("goals for inline: ≤ 1.70× the floor, ≥ 1,000,000 calls/s");
  }
}
