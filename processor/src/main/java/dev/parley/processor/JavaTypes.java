package dev.parley.processor;

import dev.parley.schema.FieldType;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;

/** What is known of types that the contract did not declare. */
final class JavaTypes {
  private static final Map<String, FieldType.Scalar> SCALARS =
      Map.of(
          "java.lang.Integer", FieldType.Scalar.INT32,
          "java.lang.Long", FieldType.Scalar.INT64,
          "java.lang.Float", FieldType.Scalar.FLOAT,
          "java.lang.Double", FieldType.Scalar.DOUBLE,
          "java.lang.Boolean", FieldType.Scalar.BOOL,
          "java.lang.String", FieldType.Scalar.STRING);

  private static final Map<String, String> UNBOXED =
      Map.of(
          "java.lang.Integer", "int",
          "java.lang.Long", "long",
          "java.lang.Float", "float",
          "java.lang.Double", "double",
          "java.lang.Boolean", "boolean");

  /** What to use instead of a type that changes. */
  private static final Map<String, String> IMMUTABLE =
      Map.ofEntries(
          Map.entry("java.util.ArrayList", "List"),
          Map.entry("java.util.LinkedList", "List"),
          Map.entry("java.util.Vector", "List"),
          Map.entry("java.util.Stack", "List"),
          Map.entry("java.util.ArrayDeque", "List"),
          Map.entry("java.util.concurrent.CopyOnWriteArrayList", "List"),
          Map.entry("java.util.HashSet", "List"),
          Map.entry("java.util.LinkedHashSet", "List"),
          Map.entry("java.util.TreeSet", "List"),
          Map.entry("java.util.HashMap", "Map"),
          Map.entry("java.util.LinkedHashMap", "Map"),
          Map.entry("java.util.TreeMap", "Map"),
          Map.entry("java.util.EnumMap", "Map"),
          Map.entry("java.util.Hashtable", "Map"),
          Map.entry("java.util.Properties", "Map<String, String>"),
          Map.entry("java.util.concurrent.ConcurrentHashMap", "Map"),
          Map.entry("java.util.concurrent.atomic.AtomicInteger", "int"),
          Map.entry("java.util.concurrent.atomic.AtomicLong", "long"),
          Map.entry("java.util.concurrent.atomic.AtomicBoolean", "boolean"),
          Map.entry("java.util.Date", "java.time.Instant"),
          Map.entry("java.util.BitSet", "byte[]"),
          Map.entry("java.nio.ByteBuffer", "byte[]"),
          Map.entry("java.lang.StringBuilder", "String"),
          Map.entry("java.lang.StringBuffer", "String"));

  private static final Map<String, String> ADVICE =
      Map.ofEntries(
          Map.entry("char", "use String"),
          Map.entry("java.lang.Character", "use String"),
          Map.entry("short", "use int"),
          Map.entry("java.lang.Short", "use int"),
          Map.entry("byte", "use int, or byte[] for bytes"),
          Map.entry("java.lang.Byte", "use int, or byte[] for bytes"),
          Map.entry("java.lang.Object", "use a @Message record or a sealed interface of them"),
          Map.entry("java.lang.CharSequence", "use String"),
          Map.entry("java.util.UUID", "use String, or byte[] of 16 bytes"),
          Map.entry("java.math.BigDecimal", "use String"),
          Map.entry("java.math.BigInteger", "use String or byte[]"),
          Map.entry("java.net.URI", "use String"),
          Map.entry("java.net.URL", "use String"),
          Map.entry("java.time.LocalDate", "use String, or int for days since 1970-01-01"),
          Map.entry("java.time.LocalTime", "use String, or Duration since midnight"),
          Map.entry("java.time.LocalDateTime", "use Instant, or String"),
          Map.entry("java.time.OffsetDateTime", "use Instant"),
          Map.entry("java.time.ZonedDateTime", "use Instant, and String for the zone"),
          Map.entry("java.time.Period", "use int for days, months and years"),
          Map.entry("java.util.Optional", "use @Nullable"),
          Map.entry("java.util.OptionalInt", "use @Nullable Integer"),
          Map.entry("java.util.OptionalLong", "use @Nullable Long"),
          Map.entry("java.util.OptionalDouble", "use @Nullable Double"),
          Map.entry("java.util.Set", "use List"),
          Map.entry("java.util.SortedSet", "use List"),
          Map.entry("java.util.Collection", "use List"),
          Map.entry("java.util.Queue", "use List"),
          Map.entry("java.lang.Iterable", "use List"),
          Map.entry("java.util.SortedMap", "use Map"),
          Map.entry("java.util.List", "give the list its element type, as in List<String>"),
          Map.entry("java.util.Map", "give the map its types, as in Map<String, Integer>"),
          Map.entry("java.util.Locale", "use String (Locale.toLanguageTag)"),
          Map.entry("java.util.Currency", "use String"),
          Map.entry("dev.parley.annotations.Source", "make it a parameter of the event"),
          Map.entry("dev.parley.annotations.Sink", "make it a parameter of the event"),
          Map.entry(
              "dev.parley.annotations.Outcome",
              "use a @Message sealed interface of records, one for each case"));

  private static final String OTHERWISE =
      "use int, long, float, double, boolean, String, byte[], Instant, Duration, List, Map or a "
          + "@Message type";

  private JavaTypes() {}

  static boolean is(DeclaredType type, Class<?> expected) {
    return ((TypeElement) type.asElement()).getQualifiedName().contentEquals(expected.getName());
  }

  /** The scalar of a primitive, its box, or String. */
  static Optional<FieldType.Scalar> scalar(TypeMirror type) {
    return switch (type.getKind()) {
      case INT -> Optional.of(FieldType.Scalar.INT32);
      case LONG -> Optional.of(FieldType.Scalar.INT64);
      case FLOAT -> Optional.of(FieldType.Scalar.FLOAT);
      case DOUBLE -> Optional.of(FieldType.Scalar.DOUBLE);
      case BOOLEAN -> Optional.of(FieldType.Scalar.BOOL);
      case DECLARED -> Optional.ofNullable(SCALARS.get(qualifiedName(type)));
      default -> Optional.empty();
    };
  }

  /** {@code Integer} for {@code int}; empty for anything but a primitive. */
  static String boxedName(TypeMirror type) {
    return switch (type.getKind()) {
      case INT -> "Integer";
      case LONG -> "Long";
      case FLOAT -> "Float";
      case DOUBLE -> "Double";
      case BOOLEAN -> "Boolean";
      case CHAR -> "String";
      case SHORT -> "Integer";
      default -> "";
    };
  }

  /** {@code int} for {@code Integer}; empty for anything but a box. */
  static String unboxedName(TypeMirror type) {
    return UNBOXED.getOrDefault(qualifiedName(type), "");
  }

  static Optional<String> immutableFor(DeclaredType type) {
    return Optional.ofNullable(IMMUTABLE.get(qualifiedName(type)));
  }

  /** Whether it holds several: what cannot stand inside a list or a map. */
  static boolean isCollection(DeclaredType type) {
    String name = qualifiedName(type);
    String advice = ADVICE.getOrDefault(name, "");
    String immutable = IMMUTABLE.getOrDefault(name, "");
    return name.equals("java.util.List")
        || name.equals("java.util.Map")
        || advice.equals("use List")
        || advice.equals("use Map")
        || immutable.startsWith("List")
        || immutable.startsWith("Map");
  }

  static String adviceFor(TypeMirror type) {
    return ADVICE.getOrDefault(qualifiedName(type), OTHERWISE);
  }

  /** The name as a person writes it. */
  static String simpleName(TypeMirror type) {
    return type instanceof DeclaredType declared
        ? declared.asElement().getSimpleName().toString()
        : type.toString();
  }

  private static String qualifiedName(TypeMirror type) {
    if (type instanceof DeclaredType declared) {
      Element element = declared.asElement();
      return ((TypeElement) element).getQualifiedName().toString();
    }
    return type.getKind().isPrimitive() ? type.getKind().name().toLowerCase(Locale.ROOT) : "";
  }
}
