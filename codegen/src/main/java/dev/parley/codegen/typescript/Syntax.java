package dev.parley.codegen.typescript;

import static dev.parley.codegen.layout.Doc.HARDLINE;
import static dev.parley.codegen.layout.Doc.LINE;
import static dev.parley.codegen.layout.Doc.SOFTLINE;
import static dev.parley.codegen.layout.Doc.align;
import static dev.parley.codegen.layout.Doc.broken;
import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.group;
import static dev.parley.codegen.layout.Doc.ifBreak;
import static dev.parley.codegen.layout.Doc.indent;
import static dev.parley.codegen.layout.Doc.join;
import static dev.parley.codegen.layout.Doc.text;

import dev.parley.codegen.layout.Doc;
import dev.parley.codegen.layout.Layout;
import dev.parley.codegen.layout.TextWidth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The constructs of TypeScript that generated code consists of, each with the breaks Prettier gives
 * it ({@code prettier.__debug.printToDoc} shows them).
 */
final class Syntax {
  private static final Doc COMMA = concat(",", LINE);

  /** Up to this width of its key, Prettier does not move a property's value to the next line. */
  private static final int SHORT_KEY = 4;

  /** Up to this width, an only argument does not get a line of its own by breaking the call. */
  private static final int SHORT_ARGUMENT = Layout.WIDTH / 4;

  private Syntax() {}

  // Expressions

  /** {@code (a, b)} after the name of a function. */
  static Doc arguments(Object... arguments) {
    if (arguments.length == 0) {
      return text("()");
    }
    List<Doc> docs = Arrays.stream(arguments).map(Doc::of).toList();
    return group("(", indent(SOFTLINE, join(COMMA, docs)), ifBreak(","), SOFTLINE, ")");
  }

  static Doc call(String function, Object... arguments) {
    return group(function, arguments(arguments));
  }

  /**
   * A call whose only argument is an object that stands on several lines; where not even its brace
   * fits behind the call's, the object starts on the next line.
   */
  static Doc callWithObject(String function, Doc object) {
    return concat(
        function,
        new Doc.Choice(
            List.of(
                concat("(", object, ")"),
                broken("(", indent(LINE, object), ifBreak(","), LINE, ")"))));
  }

  /** A call whose last argument is an object that stands on several lines. */
  static Doc callWithObject(String function, List<?> before, Doc object) {
    List<Doc> all = Stream.concat(before.stream(), Stream.of(object)).map(Doc::of).toList();
    return concat(
        function,
        new Doc.Choice(
            List.of(
                concat("(", join(text(", "), all), ")"),
                broken("(", indent(LINE, join(COMMA, all)), ifBreak(","), LINE, ")"))));
  }

  /** {@code a ?? b} and the like, on the right of an assignment. */
  static Doc binary(String left, String operator, Object right) {
    return group(left, " ", group(operator, LINE, right));
  }

  /** {@code a ?? b} and the like, as an argument. */
  static Doc binaryArgument(String left, String operator, Object right) {
    return group(left, indent(" ", group(operator, LINE, right)));
  }

  /** {@code test === other ? then : otherwise}. */
  static Doc conditional(String test, String other, Object then, Object otherwise) {
    return group(
        binary(test, "===", other), indent(LINE, "? ", align(then), LINE, ": ", align(otherwise)));
  }

  /** An object on one line if it fits. */
  static Doc object(List<Doc> properties) {
    return group("{", indent(LINE, join(COMMA, properties)), ifBreak(","), LINE, "}");
  }

  /** An object with a line for each property. */
  static Doc tallObject(List<? extends Doc> properties) {
    if (properties.isEmpty()) {
      return text("{}");
    }
    return broken(
        "{", indent(HARDLINE, join(concat(",", HARDLINE), properties)), ",", HARDLINE, "}");
  }

  static Doc array(List<Doc> elements) {
    return elements.isEmpty()
        ? text("[]")
        : group("[", indent(SOFTLINE, join(COMMA, elements), ifBreak(",")), SOFTLINE, "]");
  }

  // Assignments: to a variable, and from a key to its value

  /** How the right side of an assignment moves to the next line. */
  enum Break {
    /** It stays. */
    NEVER,
    /** When it does not fit, before it breaks inside. */
    BEFORE,
    /** When not even its start fits. */
    LAST
  }

  static Doc assignment(Doc left, String operator, Doc right, Break how) {
    return switch (how) {
      case NEVER -> group(group(left), operator, " ", right);
      case BEFORE -> group(group(left), operator, group(indent(LINE, right)));
      case LAST -> {
        Doc.Group gap = group(indent(LINE));
        yield group(group(left), operator, gap, new Doc.IndentIfBreak(right, gap));
      }
    };
  }

  /** {@code left = right;}. */
  static Doc assign(Object left, Object right, Break how) {
    return concat(assignment(Doc.of(left), " =", Doc.of(right), how), ";");
  }

  /** {@code const left = right;} or with {@code let}. */
  static Doc declare(String keyword, Object left, Object right, Break how) {
    return concat(keyword, " ", assign(left, right, how));
  }

  /** A property whose value is an operation with two operands or a choice. */
  static Doc operationProperty(String key, Doc value) {
    return assignment(text(key), ":", value, Break.BEFORE);
  }

  /** A property whose value is a call or an object. */
  static Doc property(String key, Doc value) {
    Break how = TextWidth.of(key) <= SHORT_KEY ? Break.NEVER : Break.LAST;
    return assignment(text(key), ":", value, how);
  }

  /** A property whose value is a string or a member such as {@code init.name}. */
  static Doc memberProperty(String key, String member) {
    Break how = TextWidth.of(key) <= SHORT_KEY ? Break.NEVER : Break.BEFORE;
    return assignment(text(key), ":", text(member), how);
  }

  /** A property whose value is a variable; {@code { name }} if it has the same name. */
  static Doc variableProperty(String key, String variable) {
    if (key.equals(variable)) {
      return text(key);
    }
    Break how = TextWidth.of(key) <= SHORT_KEY ? Break.NEVER : Break.LAST;
    return assignment(text(key), ":", text(variable), how);
  }

  /** A property whose value is a number, {@code true} or {@code false}. */
  static Doc literalProperty(String key, Object value) {
    return concat(key, ": ", String.valueOf(value));
  }

  /** How the result of a call with this only argument, or none, is assigned. */
  static Break breakOfCall(String onlyArgument) {
    return TextWidth.of(onlyArgument) <= SHORT_ARGUMENT ? Break.BEFORE : Break.LAST;
  }

  // Types

  /** {@code Name<A, B>}. */
  static Doc generic(String name, Doc... arguments) {
    return arguments.length == 1 && arguments[0] instanceof Doc.Text only
        ? concat(name, "<", only, ">")
        : concat(
            name, group("<", indent(SOFTLINE, join(COMMA, List.of(arguments))), SOFTLINE, ">"));
  }

  /** {@code A | undefined} after a colon. */
  static Doc orUndefined(Doc type) {
    return union(type, text("undefined"));
  }

  /** {@code A | B} after a colon. */
  static Doc union(Doc first, Doc second) {
    return group(indent(SOFTLINE, group(ifBreak("| "), align(first), LINE, "| ", align(second))));
  }

  /** {@code A | B | C} as a type argument, or after a line of its own. */
  static Doc union(List<? extends Doc> types) {
    List<Doc> aligned = types.stream().map(Doc::align).toList();
    return group(types.size() == 1 ? "" : ifBreak("| "), join(concat(LINE, "| "), aligned));
  }

  /** The type of an object, on one line if it fits. */
  static Doc objectType(List<? extends Doc> properties) {
    return group("{", indent(LINE, join(concat(";", LINE), properties)), ifBreak(";"), LINE, "}");
  }

  /** Parameters and what follows them: {@code (a: A, b?: B): R}. */
  static Doc signature(List<Doc> parameters, Object... after) {
    return parameters.isEmpty()
        ? group("()", concat(after))
        : group(
            "(",
            indent(SOFTLINE, join(COMMA, parameters)),
            ifBreak(","),
            SOFTLINE,
            ")",
            concat(after));
  }

  // Statements

  /** {@code head { … }} with a line for each statement. */
  static Doc block(Object head, List<? extends Doc> statements) {
    return concat(head, " {", indent(HARDLINE, join(HARDLINE, statements)), HARDLINE, "}");
  }

  /** The body of a class, an empty line between its members. */
  static Doc members(Object head, List<Doc> members) {
    return concat(head, " {", indent(HARDLINE, spaced(members)), HARDLINE, "}");
  }

  /** {@code case 10:} or {@code default:} and the statements under it. */
  static Doc switchCase(String label, List<Doc> statements) {
    return concat(label, ":", indent(HARDLINE, join(HARDLINE, statements)));
  }

  /** {@code if (left operator right) { statement }}. */
  static Doc when(Doc condition, Doc statement) {
    return block(
        group("if (", group(indent(SOFTLINE, condition), SOFTLINE), ")"), List.of(statement));
  }

  /** {@code import { a, type B } from "module";}, or the same with {@code export}. */
  static Doc names(String keyword, List<String> names, String module) {
    List<Doc> docs = names.stream().map(Doc::text).toList();
    Doc braces =
        docs.size() == 1 && keyword.startsWith("import")
            ? concat("{ ", docs.getFirst(), " }")
            : object(docs);
    return module.isEmpty()
        ? concat(keyword, " ", braces, ";")
        : concat(keyword, " ", braces, " from ", quoted(module), ";");
  }

  /** A string literal of printable ASCII; quoted as Prettier quotes it. */
  static String quoted(String value) {
    boolean single = count(value, '"') > count(value, '\'');
    char quote = single ? '\'' : '"';
    var out = new StringBuilder().append(quote);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == quote || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append(quote).toString();
  }

  private static long count(String value, char wanted) {
    return value.chars().filter(c -> c == wanted).count();
  }

  /** The blocks of a file or a body, an empty line between two. */
  static Doc spaced(List<Doc> blocks) {
    var lines = new ArrayList<Doc>();
    for (Doc block : blocks) {
      if (!lines.isEmpty()) {
        lines.add(HARDLINE);
        lines.add(HARDLINE);
      }
      lines.add(block);
    }
    return new Doc.Concat(List.copyOf(lines));
  }
}
