package dev.parley.core.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What of a client's shape is not, or not like that, in the core's. What only the core has is no
 * difference: a contract may grow.
 */
final class ShapeDifferences {
  private ShapeDifferences() {}

  /** One sentence for each difference; none if the shapes fit. */
  static List<String> between(String client, String core) {
    Map<String, String> cores = parse(core);
    List<String> differences = new ArrayList<>();
    parse(client)
        .forEach((key, here) -> {
          String there = cores.get(key);
          if (there == null) {
            differences.add(
                "%s is `%s` here and missing in the core".formatted(readable(key), here));
          } else if (!there.equals(here)) {
            differences.add(
                "%s is `%s` here and `%s` in the core".formatted(readable(key), here, there));
          }
        });
    return differences;
  }

  private static Map<String, String> parse(String shape) {
    Map<String, String> entries = new LinkedHashMap<>();
    shape
        .lines()
        .forEach(line -> {
          int equals = line.indexOf(" = ");
          if (equals > 0) {
            entries.put(line.substring(0, equals), line.substring(equals + 3));
          }
        });
    return entries;
  }

  /** {@code field dev.x.SignInPayloadPB.3} as {@code dev.x.SignInPayloadPB: field 3}. */
  private static String readable(String key) {
    int dot = key.lastIndexOf('.');
    if (key.startsWith("field ") && dot > 0) {
      return "%s: field %s"
          .formatted(key.substring("field ".length(), dot), key.substring(dot + 1));
    }
    if (key.startsWith("enum ") && dot > 0) {
      return "%s: the constant %s"
          .formatted(key.substring("enum ".length(), dot), key.substring(dot + 1));
    }
    return key;
  }
}
