package dev.parley.codegen.java;

import dev.parley.codegen.GeneratedFile;
import dev.parley.schema.CheckedTypes;
import dev.parley.schema.Contract;
import dev.parley.schema.EventGroup;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes a contract's Java: a codec for each type; for each event group what binds handlers to it
 * and a client; for each notification group a sender and a client.
 *
 * <p>The classes stand in the packages of what they are generated from and use the runtime in
 * {@code dev.parley.core}.
 */
public final class JavaGenerator {
  private JavaGenerator() {}

  /**
   * The files of some of a contract's types and groups.
   *
   * @param contract every type that those mention, wherever it was compiled
   * @param own the types and groups to write for; the others have their classes already
   * @return one file per class, in order of their paths
   */
  public static List<GeneratedFile> generate(Contract contract, Set<TypeName> own) {
    var siblings = new Siblings(contract);
    Set<TypeName> checked = CheckedTypes.of(contract);
    var files = new ArrayList<GeneratedFile>();
    for (TypeDeclaration type : contract.types()) {
      if (own.contains(type.name())) {
        files.add(CodecGenerator.generate(contract, type, siblings, checked));
      }
    }
    for (EventGroup group : contract.eventGroups()) {
      if (own.contains(group.name())) {
        files.addAll(EventGroupGenerator.generate(contract, group, siblings));
      }
    }
    for (NotificationGroup group : contract.notificationGroups()) {
      if (own.contains(group.name())) {
        files.addAll(NotificationGroupGenerator.generate(contract, group, siblings));
      }
    }
    files.sort((a, b) -> a.path().compareTo(b.path()));
    return files;
  }
}
