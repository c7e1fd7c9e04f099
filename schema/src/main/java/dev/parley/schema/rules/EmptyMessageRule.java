package dev.parley.schema.rules;

import dev.parley.schema.Contract;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.MessageType;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The message of empty values exists: following fields that are messages without {@code @Nullable}
 * never leads back to where it began.
 */
final class EmptyMessageRule {
  private final Findings found;
  private final Map<TypeName, MessageType> messages = new HashMap<>();
  private final Set<TypeName> done = new HashSet<>();
  private final List<Visit> way = new ArrayList<>();

  private EmptyMessageRule(Findings found) {
    this.found = found;
  }

  static void check(Contract contract, Findings found) {
    var rule = new EmptyMessageRule(found);
    for (TypeDeclaration type : contract.types()) {
      if (type instanceof MessageType message) {
        rule.messages.put(message.name(), message);
      }
    }
    rule.messages.keySet().stream().sorted().forEach(rule::visitFrom);
  }

  /** Depth first without recursion, because the depth is the contract's choice. */
  private void visitFrom(TypeName start) {
    enter(start);
    while (!way.isEmpty()) {
      Visit visit = way.getLast();
      if (visit.needed.hasNext()) {
        Field field = visit.needed.next();
        visit.field = field;
        if (field.type() instanceof FieldType.MessageRef(TypeName target) && !enter(target)) {
          reportCircle(visit, field, target);
        }
      } else {
        way.removeLast();
      }
    }
  }

  private boolean enter(TypeName message) {
    if (!done.add(message)) {
      return false;
    }
    way.add(new Visit(message, neededBy(message)));
    return true;
  }

  /** A message that was visited before closes a circle only if the way there leads through it. */
  private void reportCircle(Visit last, Field field, TypeName target) {
    int start = 0;
    while (start < way.size() && !way.get(start).message.equals(target)) {
      start++;
    }
    if (start == way.size()) {
      return;
    }
    var circle = new StringBuilder();
    for (Visit visit : way.subList(start, way.size())) {
      circle.append(visit).append(" -> ");
    }
    found.add(
        Diagnostic.NEEDS_ITSELF,
        Place.of(last.message, field.name()),
        field.name(),
        circle.append(target.name()));
  }

  private Iterator<Field> neededBy(TypeName name) {
    MessageType message = messages.get(name);
    return message == null
        ? Collections.emptyIterator()
        : message.fields().stream().filter(field -> !field.nullable()).iterator();
  }

  /** A message on the way, and which of its fields is being followed. */
  private static final class Visit {
    private final TypeName message;
    private final Iterator<Field> needed;
    private @Nullable Field field;

    Visit(TypeName message, Iterator<Field> needed) {
      this.message = message;
      this.needed = needed;
    }

    @Override
    public String toString() {
      return field == null ? message.name() : message.name() + "." + field.name();
    }
  }
}
