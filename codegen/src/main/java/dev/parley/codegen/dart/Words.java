package dev.parley.codegen.dart;

import java.util.Set;

/** Names that mean something else in Dart, or that generated code uses itself. */
final class Words {
  /** Dart's reserved words, and those of asynchronous functions. */
  private static final Set<String> RESERVED =
      words(
          """
          assert await break case catch class const continue default do else enum extends false
          final finally for if in is new null rethrow return super switch this throw true try var
          void while with yield
          """);

  /** Words that mean something at the beginning of a statement or a declaration. */
  private static final Set<String> BUILT_IN =
      words(
          """
          abstract as async base covariant deferred dynamic export extension external factory get
          hide implements import interface late library mixin of on operator part required sealed
          set show static sync type typedef when
          """);

  /** What every object or every message has, and what generated members call by its bare name. */
  private static final Set<String> MEMBERS =
      words(
          """
          bool bytesText copyBytes copyList copyMap copyWith decode deepEquals deepHash double
          encode hashCode int noBytes noSuchMethod num runtimeType toString validate
          """);

  /** What every enum and every one of its constants has. */
  private static final Set<String> ENUM_MEMBERS =
      words("hashCode index noSuchMethod number of runtimeType toString type values");

  /** What generated functions call their own variables. */
  private static final Set<String> VARIABLES =
      words("found group kind message other out reader subject tag value");

  /** What a class of static methods has, and what those call by its bare name. */
  private static final Set<String> STATIC_METHODS =
      words(
          """
          bool double hashCode int noSuchMethod num observe observeNotifications runtimeType
          streamNotifications streamSubjectNotifications toString
          """);

  /** Types of {@code dart:core} and {@code dart:typed_data} that generated code mentions. */
  private static final Set<String> TYPES =
      words(
          """
          EnumName Function Future Iterable List Map Never Object Stream String Uint8List
          """);

  private Words() {}

  /** The name of a field: the contract's where Dart allows it. */
  static String field(String name) {
    return RESERVED.contains(name) || MEMBERS.contains(name) ? name + "_" : name;
  }

  /** The name of an enum's constant. */
  static String constant(String name) {
    return RESERVED.contains(name) || ENUM_MEMBERS.contains(name) ? name + "_" : name;
  }

  /** The name of a parameter. */
  static String parameter(String name) {
    return RESERVED.contains(name) ? name + "_" : name;
  }

  /** The name of a static method beside one called {@code observe}. */
  static String staticMethod(String name) {
    return RESERVED.contains(name) || STATIC_METHODS.contains(name) ? name + "_" : name;
  }

  /** Whether listeners have a parameter of that name that is not a handler. */
  static boolean isTakenHandler(String name) {
    return name.equals("onResync") || name.equals("onValue");
  }

  /** Whether a variable of this name would be confused with something else. */
  static boolean isTaken(String name) {
    return RESERVED.contains(name)
        || BUILT_IN.contains(name)
        || MEMBERS.contains(name)
        || VARIABLES.contains(name);
  }

  /** Whether no type can have this name. */
  static boolean isTakenType(String name) {
    return RESERVED.contains(name) || BUILT_IN.contains(name) || TYPES.contains(name);
  }

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }
}
