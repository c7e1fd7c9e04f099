package dev.parley.schema.rules;

import java.util.Locale;

/**
 * Everything that can be wrong with a contract. Each has an id that never changes, a message that
 * says how to mend it, and a page {@code docs/diagnostics/<id>.md}.
 */
public enum Diagnostic {
  UNSUPPORTED_TYPE(1, "the type %s cannot cross the wire; %s"),
  FIELD_NUMBER_MISSING(2, "the component has no number; add @Field(n), for example @Field(%,d)"),
  FIELD_NUMBER_DUPLICATE(3, "the number %,d is taken by %s; give each its own, for example %,d"),
  FIELD_NUMBER_RESERVED(
      4, "the number %,d lies in 19,000 to 19,999, which Protobuf keeps for itself; use another"),
  FIELD_NUMBER_OUT_OF_RANGE(5, "the number %,d is out of range; use one in 1 to 536,870,911"),
  NUMBER_DUPLICATE(6, "the number %,d is taken by %s; give each its own, for example %,d"),
  NUMBER_OUT_OF_RANGE(7, "the number %,d is out of range; use %,d or more"),
  OVERLOADED(
      8, "another method has the name %s, which is its name on the wire; rename one of them"),
  GROUP_NAME_DUPLICATE(9, "the %s \"%s\" is also that of %s; a core tells them apart by it: %s"),
  PAYLOADS(10, "%d payloads, and only one is allowed; put them into one @Message record"),
  PAYLOAD_NOT_MESSAGE(
      11, "the payload %s is no message; %s, so that it can grow without breaking front ends"),
  RESPONSE_NOT_MESSAGE(
      12, "the response %s is no message; %s, so that it can grow without breaking front ends"),
  GENERIC_TYPE(
      13,
      "the type has type parameters, which have no counterpart on the wire; write one for each"),
  MUTABLE_FIELD(14, "%s can be changed after the message was made; use %s"),
  NOT_A_RECORD(15, "@Message stands on %s; make it a record, an enum or a sealed interface"),
  NOT_AN_EVENT_EXCEPTION(
      16,
      "throws %s, which is no EventException; extend EventException or catch it in the handler"),
  ERROR_NOT_MESSAGE(
      17, "error() of %s returns %s, which is no message; narrow it to a @Message record"),
  EXCEPTIONS(
      18,
      "throws %d exceptions, and an event has one error type; declare one exception, whose error()"
          + " is a sealed interface if there are several errors"),
  NAME_NOT_PORTABLE(19, "the %s name \"%s\" cannot be written in every language; %s"),
  NAME_RESERVED(
      20, "the name \"%s\" means something else in generated %s; rename it, for example %s"),
  FIELD_NAMES_CLASH(21, "\"%s\" and \"%s\" have the same name in %s (%s); rename one of them"),
  TYPE_NAMES_CLASH(
      22, "the package has another type of the name \"%s\" (%s); rename one of them, case aside"),
  CONSTANT_NAMES_CLASH(23, "\"%s\" and \"%s\" have the same name in %s (%s); rename one of them"),
  GENERATED_NAMES_CLASH(
      24, "generates the %s name \"%s\", which %s has as well; rename one of them"),
  ENUM_WITHOUT_ZERO(
      25, "no constant has the number 0, which stands for an absent value; number one @Field(0)"),
  ENUM_NUMBER_DUPLICATE(26, "the number %,d is taken by %s; give each its own, for example %,d"),
  ENUM_NUMBER_MISSING(27, "the constant has no number; add @Field(n), for example @Field(%,d)"),
  ALTERNATIVE_NUMBER_MISSING(
      28, "%s is permitted by the message %s and has no number; add @Field(n) to the record"),
  ALTERNATIVE_NOT_RECORD(29, "permits %s, which is %s; permit records only"),
  NEEDS_ITSELF(
      30,
      "an absent %s is the message of empty values, which would need itself (%s); make it @Nullable"),
  NULLABLE_MISPLACED(31, "@Nullable does not go with %s; %s"),
  MAP_KEY(32, "%s cannot be a map's key; use String, boolean, int or long"),
  NESTED_COLLECTION(
      33, "%s nests a collection in a collection; put the inner one into a @Message record"),
  ENCODING(34, "the encoding %s does not fit %s; %s"),
  METHOD_NOT_ANNOTATED(35, "the method has no number; add @%s(n), for example @%1$s(%d)"),
  METHOD_NOT_ABSTRACT(36, "a %s method cannot be %s; %s"),
  NOTIFICATION_RETURNS(
      37, "returns %s, and nobody answers a notification; let it return void or make it an event"),
  SUBJECT(38, "@Subject %s; let the first parameter be \"@Subject String\" and the payload follow"),
  GROUP_NOT_INTERFACE(39, "@%s stands on %s; %s"),
  GROUP_NOT_PLAIN(40, "the interface %s; %s"),
  BOXED(41, "%s without @Nullable: use %s, or @Nullable %1$s if it may be absent"),
  STRAY_ANNOTATION(42, "@%s has no effect here; %s"),
  NOT_ACCESSIBLE(43, "%s is private, so generated code cannot use it; remove \"private\""),
  UNNAMED_PACKAGE(44, "the unnamed package cannot be imported; put the type into a package"),
  PACKAGE_CIRCLE(
      45,
      "packages need each other (%s), and .proto files cannot; move a type into another package"),
  NOT_ANNOTATED(46, "%s is no message; add @Message to it"),
  NOTIFICATION_THROWS(47, "throws %s, and a notification has no error; remove the throws clause"),
  STREAM_ORDER(
      48, "the %s stands before the %s; write the payload, then the Source, then the Sink"),
  STREAM_DUPLICATE(
      49, "has %d %ss, and an event has one at most; make the items one sealed interface"),
  ITEM_NOT_MESSAGE(
      50, "the item %s is no message; %s, so that it can grow without breaking front ends"),
  ITEM_MISSING(51, "%s does not say what its items are; name a message, for example %s<ChunkPB>"),
  INLINE_STREAM(
      52,
      "@Inline does not go with a stream: its handler would keep the connection from being read;"
          + " remove @Inline"),
  STREAM_MISPLACED(53, "a %s cannot be %s; %s"),
  CONSTRAINT_UNKNOWN(60, "@%s cannot be checked in every language; %s"),
  CONSTRAINT_TYPE(61, "@%s does not go with %s; %s"),
  CONSTRAINT_ATTRIBUTE(62, "@%s has %s, which cannot be honoured; %s"),
  PATTERN_NOT_PORTABLE(63, "the pattern \"%s\" %s"),
  CONSTRAINT_VALUE(64, "@%s %s; %s"),
  OUTCOME_MISPLACED(65, "an Outcome cannot be %s; %s"),
  OUTCOME_NOT_MESSAGE(
      66,
      "the %s %s of the Outcome is no message; %s, so that it can grow without breaking front ends"),
  OUTCOME_INCOMPLETE(
      67, "%s does not say what both may be; write, for example, Outcome<SyncPB, FlowyError>"),
  POLICIES(
      68, "@Latest does not go with @Debounced, which sends only the newest as well; remove one"),
  DEBOUNCE_TIMES(69, "@Debounced has %s; let %s be %d or more"),
  IDEMPOTENT_STREAM(
      70,
      "@Idempotent does not go with a stream, whose items cannot be sent a second time; remove"
          + " @Idempotent");

  private final int number;
  private final String template;

  Diagnostic(int number, String template) {
    this.number = number;
    this.template = template;
  }

  /** {@code PARLEY003}. */
  public String id() {
    return String.format(Locale.ROOT, "PARLEY%03d", number);
  }

  /** The message with its values; their number and kinds are those of the template. */
  public String message(Object... values) {
    return String.format(Locale.ROOT, template, values);
  }
}
