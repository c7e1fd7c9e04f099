package dev.parley.core.dispatch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a core's events are called, to help who asks for one that it does not have. */
final class EventNames {
  private static final int MAX_SHOWN = 80;
  private static final int MAX_SUGGESTIONS = 3;

  private final List<String> qualified;
  private final Map<String, List<String>> byBareName;

  EventNames(List<String> qualified, Map<String, List<String>> byBareName) {
    this.qualified = qualified;
    this.byBareName = byBareName;
  }

  /** Why there is no event of that name, and which may have been meant. */
  String explainUnknown(String name) {
    List<String> candidates = byBareName.get(name);
    if (candidates != null) {
      return "%s could mean %s: use one of these".formatted(name, String.join(" or ", candidates));
    }
    if (name.isEmpty()) {
      return "The request names no event";
    }
    List<String> near = near(name);
    String shown = name.length() <= MAX_SHOWN ? name : name.substring(0, MAX_SHOWN) + "…";
    return near.isEmpty()
        ? "This core has no event %s".formatted(shown)
        : "This core has no event %s; near it %s"
            .formatted(shown, near.size() == 1 ? "is " + near.getFirst() : "are " + list(near));
  }

  private static String list(List<String> names) {
    return String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
  }

  private record Candidate(String name, int distance) {}

  private List<String> near(String name) {
    if (name.length() > MAX_SHOWN) {
      return List.of();
    }
    List<Candidate> candidates = new ArrayList<>();
    for (String known : qualified) {
      String compared = name.indexOf('.') >= 0 ? known : known.substring(known.indexOf('.') + 1);
      int distance = distance(name.toLowerCase(Locale.ROOT), compared.toLowerCase(Locale.ROOT));
      if (distance <= Math.max(1, compared.length() / 4)) {
        candidates.add(new Candidate(known, distance));
      }
    }
    return candidates.stream()
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .limit(MAX_SUGGESTIONS)
        .map(Candidate::name)
        .toList();
  }

  /** How many letters must be changed, added or removed (Levenshtein). */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
