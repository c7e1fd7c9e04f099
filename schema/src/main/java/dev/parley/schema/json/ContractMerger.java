package dev.parley.schema.json;

import dev.parley.schema.Contract;
import dev.parley.schema.EventGroup;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.rules.Identifiers;
import java.util.HashMap;
import java.util.Map;

/** Puts documents together: what two of them declare has to be the same in both. */
final class ContractMerger {
  private final Map<String, EventGroup> eventGroups = new HashMap<>();
  private final Map<String, NotificationGroup> notificationGroups = new HashMap<>();
  private final Map<String, TypeDeclaration> types = new HashMap<>();
  private final Map<String, String> sources = new HashMap<>();

  void add(String source, Contract contract) throws ContractException {
    for (EventGroup group : contract.eventGroups()) {
      put(source, group.name().qualified(), group, eventGroups);
    }
    for (NotificationGroup group : contract.notificationGroups()) {
      put(source, group.name().qualified(), group, notificationGroups);
    }
    for (TypeDeclaration type : contract.types()) {
      put(source, type.name().qualified(), type, types);
    }
  }

  Contract contract() {
    return new Contract(
        eventGroups.values().stream().toList(),
        notificationGroups.values().stream().toList(),
        types.values().stream().toList());
  }

  private <T> void put(String source, String name, T value, Map<String, T> known)
      throws ContractException {
    T first = known.putIfAbsent(name, value);
    String firstSource = sources.putIfAbsent(name, source);
    if (first != null && !first.equals(value)) {
      throw new ContractException(
          String.format(
              "%s is declared differently in %s and in %s; compile both again",
              Identifiers.visible(name), firstSource, source));
    }
  }
}
