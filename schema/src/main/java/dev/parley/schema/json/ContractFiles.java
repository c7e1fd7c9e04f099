package dev.parley.schema.json;

import dev.parley.schema.Contract;
import dev.parley.schema.EventGroup;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.TypeDeclaration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which JSON files a contract becomes: one per group, with every type the group reaches, and one
 * per package for its types that no group reaches.
 */
public final class ContractFiles {
  /** The folder of a jar, with a slash at its end. */
  public static final String FOLDER = "META-INF/parley/";

  /** Has a hyphen, so that no interface's name is like it. */
  private static final String WITHOUT_GROUP = ".package-types.json";

  private ContractFiles() {}

  /** The files' paths inside the jar and their texts. */
  public static SortedMap<String, String> of(Contract contract) {
    SortedMap<String, String> files = new TreeMap<>();
    Set<TypeDeclaration> used = new HashSet<>();
    for (EventGroup group : contract.eventGroups()) {
      List<TypeDeclaration> types = contract.typesOf(group);
      used.addAll(types);
      files.put(
          FOLDER + group.name().qualified() + ".json",
          ContractWriter.write(new Contract(List.of(group), List.of(), types)));
    }
    for (NotificationGroup group : contract.notificationGroups()) {
      List<TypeDeclaration> types = contract.typesOf(group);
      used.addAll(types);
      files.put(
          FOLDER + group.name().qualified() + ".json",
          ContractWriter.write(new Contract(List.of(), List.of(group), types)));
    }
    SortedMap<String, Set<TypeDeclaration>> unused = new TreeMap<>();
    for (TypeDeclaration type : contract.types()) {
      if (!used.contains(type)) {
        unused
            .computeIfAbsent(type.name().packageName(), ignored -> new HashSet<>())
            .addAll(contract.typesOf(type));
      }
    }
    unused.forEach((name, types) ->
        files.put(
            FOLDER + name + WITHOUT_GROUP,
            ContractWriter.write(new Contract(List.of(), List.of(), new ArrayList<>(types)))));
    return files;
  }
}
