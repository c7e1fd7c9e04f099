package dev.parley.codegen.names;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names that mean something else in a language, or that its generated code uses itself. */
final class ReservedWords {
  /** Java Language Specification §3.9, with the literals. */
  private static final Set<String> JAVA =
      words(
          """
          abstract assert boolean break byte case catch char class const continue default do double
          else enum extends false final finally float for goto if implements import instanceof int
          interface long native new null package private protected public return short static
          strictfp super switch synchronized this throw throws transient true try void volatile
          while
          """);

  /** ECMAScript §12.7.2 in strict mode, and what cannot be a parameter. */
  private static final Set<String> TYPESCRIPT =
      words(
          """
          arguments await debugger delete eval export function in let typeof undefined var with
          yield
          """);

  /** Dart language specification, "Reserved Words", and those of asynchronous functions. */
  private static final Set<String> DART = words("await in is rethrow var with yield");

  /** What every JavaScript object has: a missing field would seem to be there. */
  private static final Set<String> TYPESCRIPT_MEMBERS =
      words(
          """
          constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString
          valueOf
          """);

  /** What every Dart object, or every generated one, has. */
  private static final Set<String> DART_MEMBERS =
      words("copyWith hashCode noSuchMethod runtimeType toString");

  /** Global types that generated TypeScript mentions, and the names it imports. */
  private static final Set<String> TYPESCRIPT_TYPES =
      words(
          """
          Array ArrayBuffer AsyncGenerator AsyncIterable BigInt Boolean DataView Date Error Function
          Infinity Iterable Iterator JSON Map Math NaN Number Object Omit Partial Pick Promise PromiseLike Proxy Readonly
          ReadonlyArray ReadonlyMap Record Reflect RegExp Set String Symbol Uint8Array WeakMap
          Call CallOptions Codec Core Duration EventError EventType ListenerOptions MessageType
          NotificationListener NotificationTypes OpenEnum Reader Result Timestamp Writer
          """);

  /** Types of {@code dart:core} and {@code dart:typed_data} that generated Dart mentions. */
  private static final Set<String> DART_TYPES =
      words(
          """
          BigInt DateTime Duration Enum Error Exception Function Future Iterable List Map Never Null
          Object Record Set Stream String Type Uint8List
          """);

  /** Types that Java takes for {@code java.lang}'s unless the package has its own. */
  private static final Set<String> JAVA_TYPES =
      words(
          """
          Boolean Byte Character Class Deprecated Double Enum Exception Float Integer Iterable Long
          Math Object Override Record RuntimeException Short String StringBuilder SuppressWarnings
          System Throwable Void
          """);

  private ReservedWords() {}

  /** The language in which no variable, field or method can have the name. */
  static Optional<Language> keyword(String name) {
    return first(
        name, Map.of(Language.JAVA, JAVA, Language.TYPESCRIPT, TYPESCRIPT, Language.DART, DART));
  }

  /** The language in which no object of handlers can have a method of the name. */
  static Optional<Language> method(String name) {
    return keyword(name).or(() -> first(name, Map.of(Language.TYPESCRIPT, TYPESCRIPT_MEMBERS)));
  }

  /** The language in which no message can have a field of the name. */
  static Optional<Language> field(String name) {
    return keyword(name)
        .or(() ->
            first(
                name,
                Map.of(Language.TYPESCRIPT, TYPESCRIPT_MEMBERS, Language.DART, DART_MEMBERS)));
  }

  /** The language in which no type can have the name. */
  static Optional<Language> type(String name) {
    return first(
        name,
        Map.of(
            Language.JAVA,
            JAVA_TYPES,
            Language.TYPESCRIPT,
            TYPESCRIPT_TYPES,
            Language.DART,
            DART_TYPES));
  }

  private static Optional<Language> first(String name, Map<Language, Set<String>> words) {
    for (Language language : Language.values()) {
      if (words.getOrDefault(language, Set.of()).contains(name)) {
        return Optional.of(language);
      }
    }
    return Optional.empty();
  }

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }
}
