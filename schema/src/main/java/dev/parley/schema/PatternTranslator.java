package dev.parley.schema;

import dev.parley.schema.PortablePattern.NotPortableException;

/** Reads one regular expression and writes its portable form. */
final class PatternTranslator {
  private static final int MAX_DEPTH = 50;
  private static final int MAX_REPEAT = 1_000;

  /**
   * Matches where the text ends, to both; {@code $} also matches before a last line end to Java.
   */
  private static final String END = "(?![\\s\\S])";

  private enum Where {
    TOP,
    LOOKAHEAD,
    GROUP
  }

  private final String regexp;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int depth;

  PatternTranslator(String regexp) {
    this.regexp = regexp;
  }

  String translate() throws NotPortableException {
    alternatives(Where.TOP);
    if (at < regexp.length()) {
      throw bad("a \")\" that closes nothing; write \\) for the character");
    }
    return out.toString();
  }

  private void alternatives(Where where) throws NotPortableException {
    alternative(where);
    while (is('|')) {
      at++;
      out.append('|');
      alternative(where);
    }
  }

  private void alternative(Where where) throws NotPortableException {
    if (where == Where.TOP && is('^')) {
      at++;
    }
    while (!isEndOfAlternative()) {
      if (is('$')) {
        at++;
        end(where);
      } else {
        piece();
      }
    }
  }

  private boolean isEndOfAlternative() {
    return at == regexp.length() || is('|') || is(')');
  }

  private void end(Where where) throws NotPortableException {
    if (!isEndOfAlternative() || where == Where.GROUP) {
      throw bad("$ before its end; leave it out, a pattern has to match the whole text anyway");
    }
    if (where == Where.LOOKAHEAD) {
      out.append(END);
    }
  }

  private void piece() throws NotPortableException {
    boolean repeatable = true;
    int c = regexp.codePointAt(at);
    at += Character.charCount(c);
    switch (c) {
      case '(' -> repeatable = group();
      case '[' -> characterClass();
      case '\\' -> escape();
      case '.' -> out.append(CodePoints.LINE_ENDS.text(true));
      case '*', '+', '?' -> throw bad("a quantifier with nothing before it");
      case '{' -> throw bad("a { that begins no quantifier; write \\{ for the character");
      case '^' ->
          throw bad(
              "^ behind its start; leave it out, a pattern has to match the whole text anyway");
      default -> literal(c);
    }
    quantifier(repeatable);
  }

  /** Reads a group after its parenthesis; whether it may be repeated. */
  private boolean group() throws NotPortableException {
    if (++depth > MAX_DEPTH) {
      throw bad("groups more than %d deep; use fewer".formatted(MAX_DEPTH));
    }
    Where where = Where.GROUP;
    if (is('?')) {
      at++;
      if (take("=") || take("!")) {
        out.append("(?").append(regexp.charAt(at - 1));
        where = Where.LOOKAHEAD;
      } else if (take(":") || takeName()) {
        out.append("(?:");
      } else if (regexp.startsWith("<=", at) || regexp.startsWith("<!", at)) {
        throw bad("lookbehind, which not every front end has; use lookahead");
      } else if (is('>')) {
        throw bad("an atomic group, which is Java's alone; use (?:…)");
      } else {
        throw bad("flags in the expression; write the characters out");
      }
    } else {
      out.append("(?:");
    }
    alternatives(where);
    if (!take(")")) {
      throw bad("a group that is not closed");
    }
    out.append(')');
    depth--;
    return where == Where.GROUP;
  }

  /** Nothing refers to groups, so their names are left out. */
  private boolean takeName() {
    int end = regexp.indexOf('>', at);
    if (end < 0 || !regexp.substring(at, end).matches("<[A-Za-z][A-Za-z0-9]*")) {
      return false;
    }
    at = end + 1;
    return true;
  }

  private void quantifier(boolean repeatable) throws NotPortableException {
    if (!is('*') && !is('+') && !is('?') && !is('{')) {
      return;
    }
    if (!repeatable) {
      throw bad("a quantifier behind a lookahead, which changes nothing; leave it out");
    }
    if (take("{")) {
      counts();
    } else {
      out.append(regexp.charAt(at++));
    }
    // Whether it takes as few as it can makes no difference to whether the whole matches.
    take("?");
    if (is('+')) {
      throw bad("a possessive quantifier, which is Java's alone; leave the last + out");
    }
    if (is('*') || is('?') || is('{')) {
      throw bad("a quantifier behind a quantifier; put a group around the first");
    }
  }

  private void counts() throws NotPortableException {
    int end = regexp.indexOf('}', at);
    String counts = end < 0 ? "" : regexp.substring(at, end);
    if (!counts.matches("[0-9]{1,6}(?:,[0-9]{0,6})?")) {
      throw bad("a { that begins no quantifier; write \\{ for the character");
    }
    int comma = counts.indexOf(',');
    int min = Integer.parseInt(comma < 0 ? counts : counts.substring(0, comma));
    boolean open = comma == counts.length() - 1;
    int max = comma < 0 ? min : open ? min : Integer.parseInt(counts.substring(comma + 1));
    if (max < min) {
      throw bad("the quantifier {%s}, which asks for more than it allows".formatted(counts));
    }
    if (max > MAX_REPEAT) {
      throw bad(
          "the quantifier {%s}; counts go up to %,d, and @Size has no such limit"
              .formatted(counts, MAX_REPEAT));
    }
    out.append('{').append(min);
    if (comma >= 0) {
      out.append(',').append(open ? "" : Integer.toString(max));
    }
    out.append('}');
    at = end + 1;
  }

  private void escape() throws NotPortableException {
    if (at == regexp.length()) {
      throw bad("a \\ with nothing behind it");
    }
    CodePoints members = new CodePoints();
    if (addShorthand(members)) {
      out.append(members.text(false));
    } else {
      literal(escapedCharacter());
    }
  }

  /** Reads {@code \d} and the like after the backslash. */
  private boolean addShorthand(CodePoints members) {
    switch (regexp.charAt(at)) {
      case 'd' -> members.addAll(CodePoints.DIGIT);
      case 'D' -> members.addOthersThan(CodePoints.DIGIT);
      case 'w' -> members.addAll(CodePoints.WORD);
      case 'W' -> members.addOthersThan(CodePoints.WORD);
      case 's' -> members.addAll(CodePoints.SPACE);
      case 'S' -> members.addOthersThan(CodePoints.SPACE);
      default -> {
        return false;
      }
    }
    at++;
    return true;
  }

  /** Reads what stands for one character, after the backslash. */
  private int escapedCharacter() throws NotPortableException {
    int c = regexp.codePointAt(at);
    at += Character.charCount(c);
    return switch (c) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 'f' -> '\f';
      case 'x' -> hexadecimal();
      case 'u' -> utf16();
      case 'p', 'P' ->
          throw bad(
              "\\%c, and front ends know other versions of Unicode; write the ranges out"
                  .formatted(c));
      case '1', '2', '3', '4', '5', '6', '7', '8', '9', 'k' ->
          throw bad("a back reference, which ECMAScript reads differently; write the text out");
      case 'b', 'B' ->
          throw bad("a word boundary; say with a class what may stand there, or use lookahead");
      default -> {
        if (c >= 0x80 || Character.isLetterOrDigit(c)) {
          throw bad("\\%s, which not every language has".formatted(Character.toString(c)));
        }
        yield c;
      }
    };
  }

  /** A pair of surrogates is one character to both languages. */
  private int utf16() throws NotPortableException {
    int c = digits(4);
    if (Character.isHighSurrogate((char) c) && take("\\u")) {
      int low = digits(4);
      c = Character.isLowSurrogate((char) low) ? Character.toCodePoint((char) c, (char) low) : c;
    }
    return c;
  }

  private int hexadecimal() throws NotPortableException {
    if (!take("{")) {
      return digits(2);
    }
    int end = regexp.indexOf('}', at);
    int length = end - at;
    if (end < 0 || length < 1 || length > 6) {
      throw bad("\\x without its digits");
    }
    int c = digits(length);
    at++;
    if (c > Character.MAX_CODE_POINT) {
      throw bad("\\x{%x}, which is no character".formatted(c));
    }
    return c;
  }

  private int digits(int count) throws NotPortableException {
    if (regexp.length() < at + count || !regexp.substring(at, at + count).matches("[0-9A-Fa-f]+")) {
      throw bad("\\x or \\u without its digits");
    }
    int c = Integer.parseInt(regexp.substring(at, at + count), 16);
    at += count;
    return c;
  }

  private void characterClass() throws NotPortableException {
    boolean negated = take("^");
    if (is(']')) {
      throw bad("] right behind [; write \\] for the character");
    }
    var members = new CodePoints();
    while (!take("]")) {
      member(members);
    }
    out.append(members.text(negated));
  }

  private void member(CodePoints members) throws NotPortableException {
    if (at == regexp.length()) {
      throw bad("a class that is not closed");
    }
    if (is('\\') && at + 1 < regexp.length()) {
      at++;
      if (addShorthand(members)) {
        if (is('-') && !regexp.startsWith("-]", at)) {
          throw bad("a range that begins with a class; write \\- for the character");
        }
        return;
      }
      at--;
    }
    int first = classCharacter();
    int last = first;
    if (is('-') && at + 1 < regexp.length() && regexp.charAt(at + 1) != ']') {
      at++;
      last = classCharacter();
      if (last < first) {
        throw bad("a range that ends before it begins");
      }
    }
    requireWhole(first);
    requireWhole(last);
    members.add(first, last);
  }

  private int classCharacter() throws NotPortableException {
    int c = regexp.codePointAt(at);
    at += Character.charCount(c);
    return switch (c) {
      case '\\' -> {
        if (at == regexp.length()) {
          throw bad("a \\ with nothing behind it");
        }
        yield escapedCharacter();
      }
      case '[' -> throw bad("[ within a class; write \\[ for the character");
      case '&' -> {
        if (is('&')) {
          throw bad("&& within a class, which is Java's alone; write the class out");
        }
        yield c;
      }
      default -> c;
    };
  }

  private static void requireWhole(int c) throws NotPortableException {
    if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
      throw bad("half of a surrogate pair; write the whole character");
    }
  }

  private void literal(int c) throws NotPortableException {
    requireWhole(c);
    if (c < 0x80 && "^$\\.*+?()[]{}|".indexOf(c) >= 0) {
      out.append('\\').append((char) c);
    } else {
      CodePoints.appendPlain(c, out);
    }
  }

  private boolean is(char c) {
    return at < regexp.length() && regexp.charAt(at) == c;
  }

  private boolean take(String text) {
    boolean found = regexp.startsWith(text, at);
    if (found) {
      at += text.length();
    }
    return found;
  }

  private static NotPortableException bad(String what) {
    return new NotPortableException("has " + what);
  }
}
