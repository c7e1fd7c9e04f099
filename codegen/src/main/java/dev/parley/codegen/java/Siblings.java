package dev.parley.codegen.java;

import dev.parley.schema.Contract;
import dev.parley.schema.TypeName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The top-level classes that each package is known to have, generated ones included: imports must
 * not hide them.
 */
final class Siblings {
  private final Map<String, Set<String>> names = new HashMap<>();

  Siblings(Contract contract) {
    contract.types().forEach(type -> add(type.name(), List.of("Codec")));
    contract
        .eventGroups()
        .forEach(group -> add(group.name(), List.of("Contract", "Binding", "Client")));
    contract
        .notificationGroups()
        .forEach(group -> add(group.name(), List.of("Contract", "Sender", "Client")));
  }

  private void add(TypeName type, List<String> suffixes) {
    Set<String> inPackage = names.computeIfAbsent(type.packageName(), _ -> new HashSet<>());
    String javaName = type.javaName();
    int dot = javaName.indexOf('.');
    inPackage.add(dot < 0 ? javaName : javaName.substring(0, dot));
    suffixes.forEach(suffix -> inPackage.add(type.name() + suffix));
  }

  /** The simple names of a package's classes. */
  Set<String> in(String packageName) {
    return names.getOrDefault(packageName, Set.of());
  }
}
