package dev.parley.schema.rules;

import dev.parley.schema.Contract;
import dev.parley.schema.EnumType;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.MessageType;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.UnionType;
import java.util.HashMap;
import java.util.Map;

/** Numbers lie in their range and occur once. */
final class NumberRules {
  private static final int MAX_FIELD_NUMBER = 536_870_911;
  private static final int FIRST_RESERVED = 19_000;
  private static final int LAST_RESERVED = 19_999;

  private final Findings found;

  private NumberRules(Findings found) {
    this.found = found;
  }

  static void check(Contract contract, Findings found) {
    var rules = new NumberRules(found);
    contract.eventGroups().forEach(rules::check);
    contract.notificationGroups().forEach(rules::check);
    contract.types().forEach(rules::check);
  }

  private void check(EventGroup group) {
    var taken = new Taken(Diagnostic.NUMBER_DUPLICATE);
    for (Event event : group.events()) {
      checkAtLeast(0, event.number(), Place.of(group.name(), event.method()));
      taken.add(event.number(), Place.of(group.name(), event.method()));
    }
  }

  private void check(NotificationGroup group) {
    var taken = new Taken(Diagnostic.NUMBER_DUPLICATE);
    for (NotificationGroup.Notification notification : group.notifications()) {
      Place place = Place.of(group.name(), notification.method());
      checkAtLeast(1, notification.number(), place);
      taken.add(notification.number(), place);
    }
  }

  private void check(TypeDeclaration type) {
    switch (type) {
      case MessageType message -> {
        var taken = new Taken(Diagnostic.FIELD_NUMBER_DUPLICATE);
        for (Field field : message.fields()) {
          Place place = Place.of(type.name(), field.name());
          checkField(field.number(), place);
          taken.add(field.number(), place);
          checkType(field, place);
        }
      }
      case UnionType union -> {
        var taken = new Taken(Diagnostic.FIELD_NUMBER_DUPLICATE);
        for (UnionType.Alternative alternative : union.alternatives()) {
          Place place = Place.of(type.name(), alternative.message().name());
          checkField(alternative.number(), place);
          taken.add(alternative.number(), place);
        }
      }
      case EnumType enumType -> {
        var taken = new Taken(Diagnostic.ENUM_NUMBER_DUPLICATE);
        for (EnumType.Constant constant : enumType.constants()) {
          taken.add(constant.number(), Place.of(type.name(), constant.name()));
        }
        if (!taken.has(0)) {
          found.add(Diagnostic.ENUM_WITHOUT_ZERO, Place.of(type.name()));
        }
      }
    }
  }

  private void checkAtLeast(int least, int number, Place place) {
    if (number < least) {
      found.add(Diagnostic.NUMBER_OUT_OF_RANGE, place, number, least);
    }
  }

  /** Protobuf language guide, "Assigning Field Numbers". */
  private void checkField(int number, Place place) {
    if (number < 1 || number > MAX_FIELD_NUMBER) {
      found.add(Diagnostic.FIELD_NUMBER_OUT_OF_RANGE, place, number);
    } else if (number >= FIRST_RESERVED && number <= LAST_RESERVED) {
      found.add(Diagnostic.FIELD_NUMBER_RESERVED, place, number);
    }
  }

  /** Of use where a contract comes from JSON; Java sources are read into allowed types only. */
  private void checkType(Field field, Place place) {
    if (field.type() instanceof FieldType.MapOf(FieldType.Scalar key, FieldType.Single ignored)
        && !isMapKey(key)) {
      found.add(Diagnostic.MAP_KEY, place, key);
    }
    boolean collection =
        field.type() instanceof FieldType.ListOf || field.type() instanceof FieldType.MapOf;
    if (collection && field.nullable()) {
      found.add(
          Diagnostic.NULLABLE_MISPLACED,
          place,
          "a list or a map",
          "an absent one is the empty one");
    }
  }

  private static boolean isMapKey(FieldType.Scalar key) {
    return switch (key) {
      case FLOAT, DOUBLE, BYTES -> false;
      case INT32, UINT32, SINT32, FIXED32, SFIXED32 -> true;
      case INT64, UINT64, SINT64, FIXED64, SFIXED64 -> true;
      case BOOL, STRING -> true;
    };
  }

  /** The numbers seen so far and who has them. */
  private final class Taken {
    private final Diagnostic diagnostic;
    private final Map<Integer, Place> places = new HashMap<>();
    private int greatest;

    Taken(Diagnostic diagnostic) {
      this.diagnostic = diagnostic;
    }

    void add(int number, Place place) {
      greatest = Math.max(greatest, number);
      Place first = places.putIfAbsent(number, place);
      if (first != null) {
        found.add(diagnostic, place, number, first.member(), free());
      }
    }

    boolean has(int number) {
      return places.containsKey(number);
    }

    private int free() {
      int number = 1;
      while (places.containsKey(number)) {
        number++;
      }
      return greatest < FIRST_RESERVED - 1 ? Math.max(number, greatest + 1) : number;
    }
  }
}
