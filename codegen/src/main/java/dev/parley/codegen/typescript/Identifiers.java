package dev.parley.codegen.typescript;

import dev.parley.codegen.UnsuitableNameException;
import java.util.Set;
import java.util.regex.Pattern;

/** Which names TypeScript can take over from the contract, and under which it cannot. */
final class Identifiers {
  /** What both Java and ECMAScript accept (ECMAScript §12.7), without invisible characters. */
  private static final Pattern IDENTIFIER =
      Pattern.compile("[\\p{L}\\p{Nl}$_][\\p{L}\\p{Nl}\\p{Mn}\\p{Mc}\\p{Nd}\\p{Pc}$]*");

  /** Every object has these without having been given them. */
  private static final Set<String> INHERITED =
      Set.of(
          "__proto__",
          "__defineGetter__",
          "__defineSetter__",
          "__lookupGetter__",
          "__lookupSetter__",
          "constructor",
          "hasOwnProperty",
          "isPrototypeOf",
          "propertyIsEnumerable",
          "toLocaleString",
          "toString",
          "valueOf");

  /** Words that can't name a variable or a type, and globals that generated code itself uses. */
  private static final Set<String> TAKEN =
      Set.of(
          // ECMAScript §12.7.2 and TypeScript's own
          "any",
          "arguments",
          "as",
          "async",
          "await",
          "bigint",
          "boolean",
          "break",
          "case",
          "catch",
          "class",
          "const",
          "continue",
          "debugger",
          "declare",
          "default",
          "delete",
          "do",
          "else",
          "enum",
          "eval",
          "export",
          "extends",
          "false",
          "finally",
          "for",
          "from",
          "function",
          "get",
          "if",
          "implements",
          "import",
          "in",
          "infer",
          "instanceof",
          "interface",
          "is",
          "keyof",
          "let",
          "module",
          "namespace",
          "never",
          "new",
          "null",
          "number",
          "object",
          "of",
          "package",
          "private",
          "protected",
          "public",
          "readonly",
          "require",
          "return",
          "satisfies",
          "set",
          "static",
          "string",
          "super",
          "switch",
          "symbol",
          "this",
          "throw",
          "true",
          "try",
          "type",
          "typeof",
          "undefined",
          "unique",
          "unknown",
          "using",
          "var",
          "void",
          "while",
          "with",
          "yield",
          // globals
          "AsyncGenerator",
          "AsyncIterable",
          "Infinity",
          "Map",
          "NaN",
          "Object",
          "Partial",
          "Promise",
          "Readonly",
          "ReadonlyMap",
          "Record",
          "Uint8Array",
          "exports",
          "globalThis");

  private Identifiers() {}

  /** The name, if it can be a property of an object. */
  static String property(String name, String where) {
    identifier(name, where);
    if (INHERITED.contains(name)) {
      throw new UnsuitableNameException(
          String.format(
              "%s: every JavaScript object already has a property %s; choose another name in the"
                  + " contract",
              where, name));
    }
    return name;
  }

  /** The name, if it can be written at all. */
  static String identifier(String name, String where) {
    if (!IDENTIFIER.matcher(name).matches()) {
      throw new UnsuitableNameException(
          String.format(
              "%s: %s is not a name in TypeScript; use letters, digits, _ and $",
              where, Syntax.quoted(name)));
    }
    return name;
  }

  /** Whether a variable or a type can't have this name. */
  static boolean isTaken(String name) {
    return TAKEN.contains(name);
  }
}
