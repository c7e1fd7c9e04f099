package dev.parley.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Contracts of every shape that keep the rules: two packages, the second using the first, each with
 * enums, messages and unions; the same seed gives the same contract.
 */
public final class RandomContracts {
  private static final List<String> DOCS =
      List.of(
          "",
          "Plain.",
          "Ends comments: */ and // and \\u002a/ and ${x} and `tick`.",
          "Two lines.\n\n<p>With é, ☃ and \uD83D\uDE00.");

  private final Random random;
  private final List<TypeDeclaration> types = new ArrayList<>();
  private final List<FieldType.Single> references = new ArrayList<>();
  private int serial;

  private RandomContracts(long seed) {
    random = new Random(seed);
  }

  public static Contract of(long seed) {
    return new RandomContracts(seed).contract();
  }

  private Contract contract() {
    addTypes("dev.a");
    addTypes("dev.b.c_1");
    var eventGroups = new ArrayList<EventGroup>();
    var notificationGroups = new ArrayList<NotificationGroup>();
    for (int i = random.nextInt(3); i > 0; i--) {
      eventGroups.add(eventGroup());
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      notificationGroups.add(notificationGroup());
    }
    return new Contract(eventGroups, notificationGroups, types);
  }

  private void addTypes(String packageName) {
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      TypeName name = name(packageName, "T");
      switch (random.nextInt(4)) {
        case 0 -> addEnum(name);
        case 1 -> addUnion(packageName, name);
        default -> addMessage(name);
      }
    }
  }

  private void addEnum(TypeName name) {
    var constants = new ArrayList<EnumType.Constant>();
    for (int number : numbers(1 + random.nextInt(5), 1 << 20)) {
      constants.add(
          new EnumType.Constant(
              "C_" + constants.size() + "X", constants.isEmpty() ? 0 : -number, doc()));
    }
    types.add(new EnumType(name, doc(), constants));
    references.add(new FieldType.EnumRef(name));
  }

  private void addUnion(String packageName, TypeName name) {
    var alternatives = new ArrayList<UnionType.Alternative>();
    for (int number : numbers(1 + random.nextInt(4), 18_000)) {
      TypeName alternative = name(packageName, "A");
      addMessage(alternative);
      alternatives.add(new UnionType.Alternative(number, alternative));
    }
    types.add(new UnionType(name, doc(), alternatives));
    references.add(new FieldType.UnionRef(name));
  }

  private void addMessage(TypeName name) {
    // before its fields, so that a message may be @Nullable in itself
    references.add(new FieldType.MessageRef(name));
    var fields = new ArrayList<Field>();
    for (int number : numbers(random.nextInt(7), 18_000)) {
      FieldType type = fieldType();
      boolean self = type.equals(new FieldType.MessageRef(name));
      boolean nullable = self || (type instanceof FieldType.Single && random.nextBoolean());
      fields.add(
          new Field(
              "f" + fields.size() + "Name",
              number,
              type,
              nullable,
              doc(),
              RandomConstraints.of(type, random)));
    }
    types.add(new MessageType(name, doc(), fields));
  }

  private FieldType fieldType() {
    return switch (random.nextInt(5)) {
      case 0 -> new FieldType.ListOf(single());
      case 1 -> {
        List<FieldType.Scalar> keys =
            List.of(
                FieldType.Scalar.STRING,
                FieldType.Scalar.INT32,
                FieldType.Scalar.SFIXED64,
                FieldType.Scalar.BOOL);
        yield new FieldType.MapOf(keys.get(random.nextInt(keys.size())), single());
      }
      default -> single();
    };
  }

  private FieldType.Single single() {
    FieldType.Scalar[] scalars = FieldType.Scalar.values();
    return switch (random.nextInt(6)) {
      case 0 -> new FieldType.Timestamp();
      case 1 -> new FieldType.Duration();
      case 2, 3 -> scalars[random.nextInt(scalars.length)];
      default ->
          references.isEmpty() ? scalars[0] : references.get(random.nextInt(references.size()));
    };
  }

  private EventGroup eventGroup() {
    TypeName name = name("dev.b.c_1", "Event");
    var events = new ArrayList<Event>();
    for (int number : numbers(random.nextInt(5), 1000)) {
      Optional<Event.DeclaredError> error =
          message()
              .map(type ->
                  new Event.DeclaredError(new TypeName("dev.a", "Failed", "Outer.Failed"), type));
      Optional<Event.Items> source = items("incoming");
      Optional<Event.Items> sink = items("outgoing");
      boolean unary = source.isEmpty() && sink.isEmpty();
      events.add(
          new Event(
              "event" + number,
              number,
              payload(),
              source,
              sink,
              message(),
              error,
              unary && random.nextBoolean(),
              unary && random.nextBoolean(),
              doc()));
    }
    return new EventGroup(name, doc(), events);
  }

  private NotificationGroup notificationGroup() {
    TypeName name = name("dev.a", "Notification");
    var notifications = new ArrayList<NotificationGroup.Notification>();
    for (int number : numbers(random.nextInt(5), 1000)) {
      Optional<String> subject = random.nextBoolean() ? Optional.of("id") : Optional.empty();
      Optional<Event.Payload> payload = payload();
      notifications.add(
          new NotificationGroup.Notification(
              "told" + number,
              number,
              subject,
              payload,
              payload.flatMap(ignored -> message()),
              policy(),
              doc()));
    }
    return new NotificationGroup(name, "Source-" + name.name(), doc(), notifications);
  }

  private Policy policy() {
    int quiet = 1 + random.nextInt(1000);
    return switch (random.nextInt(3)) {
      case 0 -> new Policy.Latest();
      case 1 -> new Policy.Debounced(quiet, quiet + random.nextInt(1000));
      default -> Policy.EVERY;
    };
  }

  private Optional<Event.Payload> payload() {
    return message().map(type -> new Event.Payload("payload", type));
  }

  private Optional<Event.Items> items(String parameter) {
    return random.nextInt(3) > 0
        ? Optional.empty()
        : message().map(type -> new Event.Items(parameter, type));
  }

  private Optional<FieldType.Single> message() {
    List<FieldType.Single> messages =
        references.stream().filter(it -> !(it instanceof FieldType.EnumRef)).toList();
    return messages.isEmpty() || random.nextInt(4) == 0
        ? Optional.empty()
        : Optional.of(messages.get(random.nextInt(messages.size())));
  }

  private TypeName name(String packageName, String prefix) {
    String name = prefix + serial++ + "Pb";
    return new TypeName(
        packageName, name, random.nextBoolean() ? name : "Outer" + serial + "." + name);
  }

  private Set<Integer> numbers(int count, int bound) {
    var numbers = new TreeSet<Integer>();
    while (numbers.size() < count) {
      numbers.add(1 + random.nextInt(bound));
    }
    return numbers;
  }

  private String doc() {
    return DOCS.get(random.nextInt(DOCS.size()));
  }
}
