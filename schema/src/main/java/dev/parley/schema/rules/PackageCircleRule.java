package dev.parley.schema.rules;

import dev.parley.schema.Contract;
import dev.parley.schema.References;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Packages do not import each other in a circle, which {@code .proto} files cannot do. */
final class PackageCircleRule {
  private PackageCircleRule() {}

  static void check(Contract contract, Findings found) {
    Map<String, Set<String>> imports = new TreeMap<>();
    Map<String, TypeName> causes = new HashMap<>();
    for (TypeDeclaration type : contract.types()) {
      String from = type.name().packageName();
      for (TypeName target : References.of(type)) {
        String to = target.packageName();
        if (!to.equals(from)) {
          imports.computeIfAbsent(from, ignored -> new TreeSet<>()).add(to);
          causes.putIfAbsent(from + ">" + to, type.name());
        }
      }
    }
    for (String from : imports.keySet()) {
      for (String to : imports.getOrDefault(from, Set.of())) {
        TypeName cause = causes.get(from + ">" + to);
        if (from.compareTo(to) < 0 && cause != null && reaches(to, from, imports)) {
          found.add(
              Diagnostic.PACKAGE_CIRCLE,
              Place.of(cause),
              from + " -> " + to + " -> ... -> " + from);
        }
      }
    }
  }

  private static boolean reaches(String from, String to, Map<String, Set<String>> imports) {
    var seen = new TreeSet<String>();
    var open = new ArrayDeque<String>();
    open.add(from);
    while (!open.isEmpty()) {
      String next = open.remove();
      if (next.equals(to)) {
        return true;
      }
      if (seen.add(next)) {
        open.addAll(imports.getOrDefault(next, Set.of()));
      }
    }
    return false;
  }
}
