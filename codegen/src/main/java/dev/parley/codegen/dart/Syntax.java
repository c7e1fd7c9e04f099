package dev.parley.codegen.dart;

import static dev.parley.codegen.layout.Doc.HARDLINE;
import static dev.parley.codegen.layout.Doc.LINE;
import static dev.parley.codegen.layout.Doc.SOFTLINE;
import static dev.parley.codegen.layout.Doc.broken;
import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.group;
import static dev.parley.codegen.layout.Doc.ifBreak;
import static dev.parley.codegen.layout.Doc.indent;
import static dev.parley.codegen.layout.Doc.join;

import dev.parley.codegen.layout.Doc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The constructs of Dart that generated code consists of, each with the breaks that the formatter's
 * tall style (Dart 3.7) gives it. Where it has several forms, they are tried in its order.
 */
final class Syntax {
  private static final Doc COMMA = concat(",", LINE);

  private Syntax() {}

  /** The first of several forms that fits. */
  static Doc firstOf(Doc... forms) {
    return new Doc.Choice(List.of(forms), true);
  }

  /** Under an expression that goes on: four columns deeper. */
  static Doc deeper(Object... parts) {
    return new Doc.Indent(4, concat(parts));
  }

  // Types

  /** {@code Map<K, V>}. */
  static Doc generic(String name, Object... arguments) {
    List<Doc> docs = Arrays.stream(arguments).map(Doc::of).toList();
    return group(name, "<", indent(SOFTLINE, join(COMMA, docs)), SOFTLINE, ">");
  }

  /** {@code void Function(A a, B b)?}. */
  static Doc callback(List<Doc> parameters) {
    return concat("void Function", list("(", parameters, ")"), "?");
  }

  /** A type and the name of what has it. */
  static Doc declared(Doc type, String name) {
    return firstOf(concat(type, " ", name), broken(type, HARDLINE, name));
  }

  /** A field or a variable of a type. */
  static Doc declared(String keyword, Doc type, String name) {
    return concat(keyword.isEmpty() ? "" : keyword + " ", declared(type, name), ";");
  }

  // Lists of arguments, parameters and elements

  /** Elements on one line, or each on its own with a comma behind. */
  static Doc list(String open, List<? extends Doc> elements, String close) {
    return elements.isEmpty()
        ? Doc.text(open + close)
        : group(open, indent(SOFTLINE, separated(elements), ifBreak(",")), SOFTLINE, close);
  }

  private static Doc separated(List<? extends Doc> elements) {
    var all = new ArrayList<Doc>();
    for (Doc element : elements) {
      if (!all.isEmpty()) {
        all.add(Comments.isDocumented(element) ? concat(",", HARDLINE, HARDLINE) : COMMA);
      }
      all.add(element);
    }
    return new Doc.Concat(List.copyOf(all));
  }

  /** The same with each element on its own line in any case. */
  private static Doc tall(String open, List<? extends Doc> elements, String close) {
    return elements.isEmpty()
        ? Doc.text(open + close)
        : broken(open, indent(SOFTLINE, separated(elements), ifBreak(",")), SOFTLINE, close);
  }

  static Doc call(Object function, Object... arguments) {
    return concat(function, list("(", Arrays.stream(arguments).map(Doc::of).toList(), ")"));
  }

  static Doc call(Object function, List<Doc> arguments) {
    return concat(function, list("(", arguments, ")"));
  }

  private static Doc tallCall(Object function, List<Doc> arguments) {
    return concat(function, tall("(", arguments, ")"));
  }

  /** {@code name: value} of a value that has no breaks, or those of an operator. */
  static Doc named(String name, Object value) {
    return group(name, ":", group(deeper(LINE, group(value))));
  }

  /** {@code name: f(arguments)}. */
  static Doc namedCall(String name, Object function, Object... arguments) {
    List<Doc> docs = Arrays.stream(arguments).map(Doc::of).toList();
    return rightSide(name + ":", function, docs);
  }

  /** {@code name: [elements]}, or another list between brackets. */
  static Doc namedList(String name, String open, List<Doc> elements, String close) {
    return concat(name, ": ", list(open, elements, close));
  }

  /** {@code test == null ? then : otherwise}. */
  static Doc ifNull(String test, Object then, Object otherwise) {
    return concat(test, " == null", deeper(LINE, "? ", then, LINE, ": ", otherwise));
  }

  /** {@code a ?? b}. */
  static Doc orElse(String value, String otherwise) {
    return concat(value, " ??", LINE, otherwise);
  }

  /** {@code a == b}. */
  static Doc equal(String left, String right) {
    return group(left, " ==", deeper(LINE, right));
  }

  /** Operands, each on its own line if they don't fit on one. */
  static Doc and(List<Doc> operands) {
    return group(join(concat(" &&", LINE), operands));
  }

  /** A call whose last argument is a list, which alone is broken where the rest fits. */
  static Doc trailingListCall(String function, List<Doc> arguments, List<Doc> elements) {
    var all = new ArrayList<>(arguments);
    all.add(list("[", elements, "]"));
    Doc whole = call(function, all);
    return elements.isEmpty()
        ? whole
        : firstOf(
            whole,
            broken(
                function,
                "(",
                join(Doc.text(", "), arguments),
                ", ",
                tall("[", elements, "]"),
                ")"),
            broken(tallCall(function, all)));
  }

  /** Parameters, of which those with names stand behind the others in braces. */
  static Doc mixedParameters(String open, List<Doc> positional, List<Doc> named) {
    return firstOf(
        concat(open, join(Doc.text(", "), positional), ", {", join(Doc.text(", "), named), "})"),
        broken(
            open,
            indent(HARDLINE, join(concat(",", HARDLINE), positional), ", {"),
            indent(HARDLINE, join(concat(",", HARDLINE), named), ","),
            HARDLINE,
            "})"));
  }

  // Statements and declarations

  /** One below the other, an empty line before what has a doc comment. */
  static Doc lines(List<Doc> declarations) {
    var all = new ArrayList<Doc>();
    for (Doc declaration : declarations) {
      if (!all.isEmpty()) {
        all.add(HARDLINE);
        if (Comments.isDocumented(declaration)) {
          all.add(HARDLINE);
        }
      }
      all.add(declaration);
    }
    return new Doc.Concat(List.copyOf(all));
  }

  /** {@code left = f(arguments)}: broken inside the call first, then before it. */
  private static Doc rightSide(String left, Object function, List<Doc> arguments) {
    Doc whole = call(function, arguments);
    return arguments.isEmpty()
        ? group(left, deeper(LINE, whole))
        : firstOf(
            concat(left, " ", whole),
            broken(left, " ", tallCall(function, arguments)),
            concat(left, deeper(HARDLINE, whole)),
            isMethod(function)
                ? tooLong(left, " ", whole)
                : broken(left, deeper(HARDLINE, group(whole))));
  }

  private static boolean isMethod(Object function) {
    return function instanceof String name && name.startsWith("reader.");
  }

  /**
   * A form that never fits: the formatter would weigh breaks against each other that are not known
   * here, so the library says that it is not to be formatted.
   */
  private static Doc tooLong(Object... parts) {
    return new Doc.Flat(concat(parts));
  }

  static Doc assignCall(String left, Object function, List<Doc> arguments) {
    return concat(rightSide(left + " =", function, arguments), ";");
  }

  /**
   * {@code left = f(arguments)} with an argument a line, of which some are longer than any line.
   */
  static Doc assignTallCall(String left, String function, List<Doc> arguments) {
    return concat(
        new Doc.Choice(
            List.of(
                concat(left, " = ", call(function, arguments)),
                broken(left, " = ", tallCall(function, arguments)),
                broken(left, " =", deeper(HARDLINE, tallCall(function, arguments))))),
        ";");
  }

  /** {@code left = F<T>(arguments)}, whose type arguments are broken last. */
  static Doc assignGeneric(String left, String function, Doc[] types, List<Doc> arguments) {
    if (types.length == 0) {
      return assignCall(left, function, arguments);
    }
    Doc generic = generic(function, (Object[]) types);
    Doc flat = new Doc.Flat(generic);
    return concat(
        firstOf(
            concat(left, " = ", call(generic, arguments)),
            broken(left, " = ", flat, tall("(", arguments, ")")),
            broken(left, " =", deeper(HARDLINE, flat, list("(", arguments, ")"))),
            broken(left, " = ", generic, list("(", arguments, ")"))),
        ";");
  }

  /** {@code left = [elements]}. */
  static Doc assignList(String left, String open, List<Doc> elements, String close) {
    return concat(left, " = ", list(open, elements, close), ";");
  }

  static Doc assignCall(String left, Object function, Object... arguments) {
    return assignCall(left, function, Arrays.stream(arguments).map(Doc::of).toList());
  }

  /** {@code left = object.method(argument)}, whose dot may begin a line. */
  static Doc assignMethod(String left, String object, String method, String argument) {
    List<Doc> arguments = List.of(Doc.text(argument));
    String function = object + "." + method;
    return concat(
        firstOf(
            concat(left, " = ", call(function, arguments)),
            broken(left, " = ", tallCall(function, arguments)),
            concat(left, " = ", object, deeper(HARDLINE, ".", method, "(", argument, ")")),
            tooLong(left, " = ", call(function, arguments))),
        ";");
  }

  /** {@code left = right} of a right side that has no breaks. */
  static Doc assign(String left, Object right) {
    return concat(group(left, " =", deeper(LINE, right)), ";");
  }

  /** {@code left = right} of a right side that only breaks where it does not fit on a line. */
  static Doc assignGroup(String left, Doc right) {
    return concat(
        firstOf(concat(left, " = ", right), broken(left, " =", deeper(HARDLINE, right))), ";");
  }

  /** {@code left => value;}. */
  static Doc arrow(Object left, Object value) {
    return concat(group(left, " =>", group(deeper(LINE, value))), ";");
  }

  /**
   * {@code left => f(arguments);}: on the next line first, then broken inside.
   *
   * @param open the function and what opens its arguments
   */
  static Doc arrowCall(String left, String open, List<Doc> arguments, String close) {
    Doc whole = list(open, arguments, close);
    return concat(
        firstOf(
            concat(left, " => ", whole),
            concat(left, " =>", deeper(HARDLINE, whole)),
            broken(left, " => ", tall(open, arguments, close))),
        ";");
  }

  /** {@code name(parameter) => value;}. */
  static Doc arrowFunction(String name, Doc parameter, String value) {
    return concat(
        firstOf(
            concat(name, "(", parameter, ") => ", value),
            concat(name, "(", parameter, ") =>", deeper(HARDLINE, value)),
            broken(name, tall("(", List.of(parameter), ")"), " => ", value)),
        ";");
  }

  // Constructors

  /** {@code name = f(value)} behind a constructor's colon. */
  static Doc initialized(String name, String function, Doc value) {
    return rightSide(name + " =", function, List.of(value));
  }

  /** A constructor of named parameters. */
  static Doc constructor(String name, List<Doc> parameters, List<Doc> initializers) {
    Doc flat = parameters.isEmpty() ? Doc.text(name + "()") : list(name + "({", parameters, "})");
    if (initializers.isEmpty()) {
      return concat(flat, ";");
    }
    Doc tall = parameters.isEmpty() ? flat : tall(name + "({", parameters, "})");
    Doc behind = broken(tall, " : ", new Doc.Indent(5, join(concat(",", HARDLINE), initializers)));
    if (flat instanceof Doc.Group group && group.broken()) {
      return concat(behind, ";");
    }
    return concat(
        firstOf(
            concat(flat, " : ", join(Doc.text(", "), initializers)),
            broken(
                new Doc.Flat(flat),
                indent(HARDLINE, ": ", indent(join(concat(",", HARDLINE), initializers)))),
            behind),
        ";");
  }

  /** Lines between braces. */
  static Doc block(Object head, List<? extends Doc> lines) {
    return lines.isEmpty()
        ? concat(head, " {}")
        : concat(head, " {", indent(HARDLINE, join(HARDLINE, lines)), HARDLINE, "}");
  }

  /** Declarations between braces, an empty line between two. */
  static Doc body(Object head, List<Doc> members) {
    return members.isEmpty()
        ? concat(head, " {}")
        : concat(head, " {", indent(HARDLINE, spaced(members)), HARDLINE, "}");
  }

  static Doc returned(Doc value) {
    return concat("return ", value, ";");
  }

  static Doc statement(Object expression) {
    return concat(expression, ";");
  }

  /** {@code case x:} and what belongs to it. */
  static Doc switchCase(String label, Doc statement) {
    return concat(label, ":", indent(HARDLINE, statement));
  }

  static Doc overriding(Doc member) {
    return concat("@override", HARDLINE, member);
  }

  /** A class's head with one superclass, or the interfaces that it implements. */
  static Doc head(String head, String clause, List<Doc> types) {
    if (types.isEmpty()) {
      return Doc.text(head);
    }
    Doc all = join(COMMA, types);
    return firstOf(
        concat(head, " ", clause, " ", all),
        concat(head, deeper(HARDLINE, clause, " ", all)),
        broken(head, deeper(HARDLINE, clause, deeper(HARDLINE, group(all)))));
  }

  /** The blocks of a file or a body, an empty line between two. */
  static Doc spaced(List<Doc> blocks) {
    return join(concat(HARDLINE, HARDLINE), blocks);
  }

  /** A string literal of printable ASCII. */
  static String quoted(String value) {
    var out = new StringBuilder("'");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\'' || c == '\\' || c == '$') {
        out.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        out.append(String.format("\\u{%x}", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('\'').toString();
  }
}
