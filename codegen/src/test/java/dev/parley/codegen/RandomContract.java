package dev.parley.codegen;

import dev.parley.schema.Constraint;
import dev.parley.schema.Constraints;
import dev.parley.schema.Contract;
import dev.parley.schema.EnumType;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.MessageType;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.NumberCheck;
import dev.parley.schema.Policy;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import dev.parley.schema.UnionType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A contract that follows from a seed, with every construct in it and names of every length, so
 * that lines end on both sides of every place where one may break.
 */
public final class RandomContract {
  private static final String[] WORDS = {
    "a", "id", "key", "name", "email", "window", "setting", "workspace", "appearance", "collection"
  };

  private final Random random;
  private final Set<String> used = new HashSet<>();
  private final List<TypeName> enums = new ArrayList<>();
  private final List<TypeName> unions = new ArrayList<>();
  private final List<TypeName> messages = new ArrayList<>();
  private final List<String> packages = new ArrayList<>();

  private final Predicate<String> isTaken;

  private RandomContract(long seed, Predicate<String> isTaken) {
    this.random = new Random(seed);
    this.isTaken = isTaken;
  }

  /**
   * The contract of a seed.
   *
   * @param isTaken which names the language that it is for has already
   */
  public static Contract of(long seed, Predicate<String> isTaken) {
    return new RandomContract(seed, isTaken).contract();
  }

  private Contract contract() {
    for (int i = 0; i <= random.nextInt(3); i++) {
      packages.add("dev." + fresh(random.nextInt(1, 20), false));
    }
    addNames(enums, packages.getFirst(), 1 + random.nextInt(3));
    String middle = packages.get(packages.size() / 2);
    addNames(unions, middle, random.nextInt(3));
    addNames(messages, middle, 2 + random.nextInt(6));
    var types = new ArrayList<TypeDeclaration>();
    enums.forEach(it -> types.add(enumType(it)));
    unions.forEach(it -> types.add(union(it)));
    for (int i = 0; i < messages.size(); i++) {
      types.add(message(i));
    }
    types.sort(java.util.Comparator.comparing(TypeDeclaration::name));
    String last = packages.getLast();
    return new Contract(
        List.of(eventGroup(typeName(last)), eventGroup(typeName(last))),
        List.of(notificationGroup(typeName(last))),
        types);
  }

  private void addNames(List<TypeName> names, String packageName, int count) {
    for (int i = 0; i < count; i++) {
      names.add(typeName(packageName));
    }
  }

  private TypeName typeName(String packageName) {
    return TypeName.of(packageName, fresh(length(), true));
  }

  /** Mostly short; at times around the length at which a line of 80 columns is full. */
  private int length() {
    return random.nextInt(4) == 0 ? random.nextInt(14, 72) : random.nextInt(1, 24);
  }

  /** A name of the given length, different from all others in more than its capitals. */
  private String fresh(int length, boolean capital) {
    int wanted = length;
    while (true) {
      var name = new StringBuilder();
      while (name.length() < wanted) {
        String word = pick(List.of(WORDS));
        name.append(name.isEmpty() && !capital ? word : capitalized(word));
      }
      name.setLength(wanted);
      String fresh = name.toString();
      if (used.add(fresh.toLowerCase(java.util.Locale.ROOT)) && !isTaken.test(fresh)) {
        return fresh;
      }
      wanted++;
    }
  }

  private static String capitalized(String word) {
    return word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1);
  }

  private EnumType enumType(TypeName name) {
    var constants = new ArrayList<EnumType.Constant>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      String constant = fresh(length(), false).toUpperCase(java.util.Locale.ROOT);
      constants.add(new EnumType.Constant(constant, i, doc()));
    }
    return new EnumType(name, doc(), constants);
  }

  private UnionType union(TypeName name) {
    var alternatives = new ArrayList<UnionType.Alternative>();
    for (int i = 0; i <= random.nextInt(Math.min(3, messages.size())); i++) {
      alternatives.add(new UnionType.Alternative(number(i), messages.get(i)));
    }
    return new UnionType(name, doc(), alternatives);
  }

  private MessageType message(int index) {
    var fields = new ArrayList<Field>();
    int count = random.nextInt(8);
    for (int i = 0; i < count; i++) {
      FieldType type = fieldType(index);
      boolean nullable = type instanceof FieldType.Single && random.nextInt(3) == 0;
      fields.add(
          new Field(fresh(length(), false), number(i), type, nullable, doc(), constraints(type)));
    }
    return new MessageType(messages.get(index), doc(), fields);
  }

  private Constraints constraints(FieldType type) {
    return switch (type) {
      case FieldType.ListOf list -> new Constraints(some(type), some(list.element()));
      case FieldType.MapOf map -> new Constraints(some(type), some(map.value()));
      case FieldType.Single _ -> new Constraints(some(type), List.of());
    };
  }

  private List<Constraint> some(FieldType type) {
    return maybe(constraint(type, sentence())).stream().toList();
  }

  private Constraint constraint(FieldType type, String message) {
    var bound = new BigDecimal(random.nextInt(-9, 1_000)).movePointLeft(random.nextInt(3));
    return switch (type) {
      case FieldType.Scalar scalar when NumberCheck.isComparable(scalar) ->
          new Constraint.Bound(Constraint.Kind.DECIMAL_MAX, bound, random.nextBoolean(), message);
      case FieldType.Scalar.STRING -> new Constraint.Pattern("[a-z]\\d+|" + sentence(), message);
      case FieldType.ListOf _ -> new Constraint.Size(0, random.nextInt(1, 1_000), message);
      case FieldType.MapOf _ -> new Constraint.Size(1, Integer.MAX_VALUE, message);
      default -> new Constraint.Plain(Constraint.Kind.NOT_NULL, message);
    };
  }

  private String sentence() {
    var sentence = new StringBuilder("must \"be\"");
    for (int i = random.nextInt(8); i > 0; i--) {
      sentence.append(' ').append(pick(List.of(WORDS)));
    }
    return sentence.toString();
  }

  private int number(int index) {
    return random.nextBoolean() ? index + 1 : (index + 1) * 1_000_000;
  }

  private FieldType fieldType(int below) {
    return switch (random.nextInt(6)) {
      case 0 -> new FieldType.ListOf(single(messages.size()));
      case 1 ->
          new FieldType.MapOf(
              pick(
                  List.of(
                      FieldType.Scalar.STRING, FieldType.Scalar.INT32, FieldType.Scalar.UINT64)),
              single(messages.size()));
      default -> single(below);
    };
  }

  /** A message only from those before, so that none needs itself. */
  private FieldType.Single single(int below) {
    return switch (random.nextInt(6)) {
      case 0 -> new FieldType.EnumRef(pick(enums));
      case 1 ->
          below == 0
              ? new FieldType.Timestamp()
              : new FieldType.MessageRef(messages.get(random.nextInt(below)));
      case 2 ->
          unions.isEmpty() || below < messages.size()
              ? new FieldType.Duration()
              : new FieldType.UnionRef(pick(unions));
      default -> pick(List.of(FieldType.Scalar.values()));
    };
  }

  private EventGroup eventGroup(TypeName name) {
    var events = new ArrayList<Event>();
    for (int i = 0; i < random.nextInt(5); i++) {
      Optional<Event.Items> source = items();
      Optional<Event.Items> sink = items();
      events.add(
          new Event(
              fresh(length(), false),
              i,
              payload(),
              source,
              sink,
              maybe(new FieldType.MessageRef(pick(messages))),
              maybe(new FieldType.MessageRef(pick(messages)))
                  .map(it -> new Event.DeclaredError(name, it)),
              false,
              source.isEmpty() && sink.isEmpty() && random.nextBoolean(),
              doc()));
    }
    return new EventGroup(name, doc(), events);
  }

  private NotificationGroup notificationGroup(TypeName name) {
    var all = new ArrayList<NotificationGroup.Notification>();
    for (int i = 0; i < random.nextInt(5); i++) {
      Optional<Event.Payload> payload = payload();
      all.add(
          new NotificationGroup.Notification(
              fresh(length(), false),
              i + 1,
              maybe(fresh(length(), false)),
              payload,
              payload.flatMap(_ -> maybe(new FieldType.MessageRef(pick(messages)))),
              policy(),
              doc()));
    }
    return new NotificationGroup(name, fresh(length(), true), doc(), all);
  }

  private Policy policy() {
    return switch (random.nextInt(3)) {
      case 0 -> new Policy.Latest();
      case 1 -> new Policy.Debounced(1 + random.nextInt(1_000), 1_000 + random.nextInt(100_000));
      default -> Policy.EVERY;
    };
  }

  private Optional<Event.Items> items() {
    return maybe(new Event.Items(fresh(length(), false), new FieldType.MessageRef(pick(messages))));
  }

  private Optional<Event.Payload> payload() {
    return maybe(
        new Event.Payload(fresh(length(), false), new FieldType.MessageRef(pick(messages))));
  }

  private String doc() {
    return switch (random.nextInt(4)) {
      case 0 -> "What it is.";
      case 1 -> "What it is.\n\n<p>And what it is not, {@code *}/.";
      default -> "";
    };
  }

  private <T> Optional<T> maybe(T value) {
    return random.nextBoolean() ? Optional.of(value) : Optional.empty();
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
