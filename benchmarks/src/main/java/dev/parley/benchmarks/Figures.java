package dev.parley.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is done with measured numbers: medians of rounds, and a file of JSON. */
public final class Figures {
  private Figures() {}

  /** The middle one; of an even number the mean of the two in the middle. */
  public static double median(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values, no median");
    }
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /** Writes rows of numbers by name as one JSON object. */
  public static void writeJson(Path file, Map<String, Map<String, Double>> rows)
      throws IOException {
    String json =
        rows.entrySet().stream()
            .map(row -> "  \"%s\": {%s}".formatted(row.getKey(), members(row.getValue())))
            .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
    Files.writeString(file, json);
  }

  private static String members(Map<String, Double> row) {
    return row.entrySet().stream()
        .map(member ->
            "\"%s\": %s"
                .formatted(member.getKey(), String.format(Locale.ROOT, "%.3f", member.getValue())))
        .collect(Collectors.joining(", "));
  }
}
