package dev.parley.schema.rules;

import dev.parley.schema.Contract;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;

/**
 * A handler that streams does not run on the connection's reader thread: it waits for items or for
 * credit, and nobody else would read them. Nor is it called a second time when the first answer was
 * lost: the items that passed meanwhile cannot be taken back.
 */
final class StreamRule {
  private StreamRule() {}

  static void check(Contract contract, Findings found) {
    for (EventGroup group : contract.eventGroups()) {
      for (Event event : group.events()) {
        if (event.inline() && event.streams()) {
          found.add(Diagnostic.INLINE_STREAM, Place.of(group.name(), event.method()));
        }
        if (event.idempotent() && event.streams()) {
          found.add(Diagnostic.IDEMPOTENT_STREAM, Place.of(group.name(), event.method()));
        }
      }
    }
  }
}
