package dev.parley.benchmarks.codec;

import dev.parley.benchmarks.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link Encode} and {@link Decode} in rounds, every contestant once a round in a JVM of its
 * own, and prints medians: what disturbs a round disturbs all alike.
 */
final class CodecContest {
  private static final List<String> TASKS = List.of("request", "response");

  private CodecContest() {}

  /** Arguments: how many rounds, and the file for the figures as JSON. */
  static void main(String[] arguments) throws RunnerException, IOException {
    int rounds = Integer.parseInt(arguments[0]);
    Path json = Path.of(arguments[1]);
    var nanos = new TreeMap<String, List<Double>>();
    for (int round = 1; round <= rounds; round++) {
      System.err.printf("round %d of %d%n", round, rounds);
      for (RunResult result : measure()) {
        List<Double> measured = nanos.computeIfAbsent(shortName(result), name -> new ArrayList<>());
        for (var iteration : result.getBenchmarkResults()) {
          iteration
              .getIterationResults()
              .forEach(one -> measured.add(one.getPrimaryResult().getScore()));
        }
      }
    }
    var rows = new LinkedHashMap<String, Map<String, Double>>();
    for (String side : List.of("Encode", "Decode")) {
      for (String task : TASKS) {
        rows.put(side.toLowerCase(Locale.ROOT) + " " + task, row(nanos, side + "." + task));
      }
    }
    print(rows);
    Figures.writeJson(json, rows);
  }

  private static Iterable<RunResult> measure() throws RunnerException {
    var options =
        new OptionsBuilder()
            .include("dev\\.parley\\.benchmarks\\.codec\\.(Encode|Decode)\\.")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(1)
            .warmupIterations(5)
            .warmupTime(TimeValue.milliseconds(200))
            .measurementIterations(20)
            .measurementTime(TimeValue.milliseconds(50))
            .jvmArgs("-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow")
            .verbosity(VerboseMode.SILENT)
            .build();
    return new Runner(options).run();
  }

  private static String shortName(RunResult result) {
    String[] parts = result.getParams().getBenchmark().split("\\.", -1);
    return parts[parts.length - 2] + "." + parts[parts.length - 1];
  }

  private static Map<String, Double> row(Map<String, List<Double>> nanos, String task) {
    double parley = Figures.median(of(nanos, task + "Parley"));
    double protobuf = Figures.median(of(nanos, task + "Protobuf"));
    double stream = Figures.median(of(nanos, task + "ProtobufStream"));
    var row = new LinkedHashMap<String, Double>();
    row.put("parley", parley);
    row.put("protobuf", protobuf);
    row.put("protobufStream", stream);
    row.put("ratio", parley / protobuf);
    row.put("ratioToStream", parley / stream);
    row.put("bestRatio", best(nanos, task + "Parley") / best(nanos, task + "Protobuf"));
    return row;
  }

  /** The quickest iteration: the one that was disturbed least. */
  private static double best(Map<String, List<Double>> nanos, String name) {
    return Collections.min(of(nanos, name));
  }

  private static List<Double> of(Map<String, List<Double>> nanos, String name) {
    List<Double> measured = nanos.get(name);
    if (measured == null) {
      throw new IllegalStateException(name + " was not measured");
    }
    return measured;
  }

  private static void print(Map<String, Map<String, Double>> rows) {
    System.out.printf(
        "%n%-16s %9s %14s %17s   %10s %12s %10s   %s%n",
        "ns, medians",
        "Parley",
        "protobuf-java",
        "its CodedStream",
        "Parley is",
        "of stream",
        "best ÷ best",
        "goal");
    rows.forEach((name, row) ->
        System.out.printf(
            "%-16s %9.1f %14.1f %17.1f   %9.2f× %11.2f× %10.2f×   %s%n",
            name,
            row.get("parley"),
            row.get("protobuf"),
            row.get("protobufStream"),
            row.get("ratio"),
            row.get("ratioToStream"),
            row.get("bestRatio"),
            name.startsWith("encode") ? "≤ 0.30×" : "≤ 0.80×"));
  }
}
