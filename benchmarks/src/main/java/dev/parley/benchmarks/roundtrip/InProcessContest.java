package dev.parley.benchmarks.roundtrip;

import dev.parley.benchmarks.Figures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Measures calls from a C program to a core in its own process, and for scale to one in another
 * process over a unix socket, in rounds. Medians of the rounds are printed.
 */
final class InProcessContest {
  private static final int CALLS = 20_000;
  private static final int CALLS_IN_FLIGHT = 500_000;

  /** A contestant's line of the C program: its name, a colon, and numbers as JSON. */
  private static final Pattern LINE = Pattern.compile("([^:]+): (\\{.*\\})");

  private static final Pattern NUMBER = Pattern.compile("\"(\\w+)\": ([0-9.]+)");

  private final Map<String, Map<String, List<Double>>> measured = new LinkedHashMap<>();

  private InProcessContest() {}

  /**
   * Arguments: how many rounds, the folder of the C programs, libparley, its options, options with
   * one thread to carry the virtual ones, the file for the figures as JSON.
   */
  static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = Integer.parseInt(arguments[0]);
    Path programs = Path.of(arguments[1]);
    Path client = programs.resolve("client");
    Path folder = Files.createTempDirectory("parley-bench");
    var contest = new InProcessContest();
    var sockets = new ArrayList<Contestant>();
    try {
      sockets.add(socket("inline, over a socket", "UserEvent.SignIn", folder.resolve("in")));
      sockets.add(socket("virtual, over a socket", "UserEvent.SignUp", folder.resolve("vt")));
      for (Contestant contestant : sockets) {
        contestant.warmUp(client);
      }
      for (int round = 1; round <= rounds; round++) {
        System.err.printf("round %d of %d%n", round, rounds);
        String host = programs.resolve("inprocess").toString();
        contest.measure(List.of(host, arguments[2], arguments[3]));
        contest.measure(List.of(host, arguments[2], arguments[4], "virtual thread, one carrier"));
        for (Contestant contestant : sockets) {
          contestant.measure(client, CALLS, CALLS_IN_FLIGHT);
        }
      }
    } finally {
      sockets.forEach(Contestant::close);
    }
    for (Contestant contestant : sockets) {
      contest.measured.put(contestant.name(), contestant.measured());
    }
    var rows = contest.rows();
    print(rows);
    Figures.writeJson(Path.of(arguments[5]), rows);
  }

  private static Contestant socket(String name, String event, Path at) throws IOException {
    return Contestant.start(
        name,
        event,
        at,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            BenchCore.class.getName()));
  }

  private void measure(List<String> command) throws IOException, InterruptedException {
    Process host =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    for (String line : host.inputReader(StandardCharsets.UTF_8).lines().toList()) {
      var parts = LINE.matcher(line);
      if (!parts.matches()) {
        throw new IOException("the C program says: " + line);
      }
      var figures = measured.computeIfAbsent(parts.group(1), name -> new LinkedHashMap<>());
      var numbers = NUMBER.matcher(parts.group(2));
      while (numbers.find()) {
        figures
            .computeIfAbsent(numbers.group(1), name -> new ArrayList<>())
            .add(Double.parseDouble(numbers.group(2)));
      }
    }
    if (host.waitFor() != 0) {
      throw new IOException("the C program ended with status " + host.exitValue());
    }
  }

  private Map<String, Map<String, Double>> rows() {
    var rows = new LinkedHashMap<String, Map<String, Double>>();
    measured.forEach((name, figures) -> {
      var row = new LinkedHashMap<String, Double>();
      figures.forEach((figure, values) -> row.put(figure, Figures.median(values)));
      rows.put(name, row);
    });
    return rows;
  }

  private static void print(Map<String, Map<String, Double>> rows) {
    System.out.printf(
        "%n%-28s %10s %10s %18s %14s%n",
        "medians of rounds", "p50 µs", "p99 µs", "× an empty upcall", "calls/s");
    double upcall = figure(rows.getOrDefault("empty upcall", Map.of()), "p50");
    rows.forEach((name, row) ->
        System.out.printf(
            "%-28s %10.3f %10.3f %17.2f× %,14.0f%n",
            name,
            figure(row, "p50"),
            figure(row, "p99"),
            figure(row, "p50") / upcall,
            figure(row, "callsPerSecond")));
    System.out.println(
        "goals: inline p50 ≤ 0.5 µs, virtual thread p50 ≤ 12 µs, ≥ 1,000,000 calls/s with 1,000 in"
            + " flight");
  }

  private static double figure(Map<String, Double> row, String name) {
    return row.getOrDefault(name, Double.NaN);
  }
}
