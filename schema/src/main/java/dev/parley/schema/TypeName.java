package dev.parley.schema;

/**
 * The name of a declared type.
 *
 * @param packageName the Java package, which is also the proto package; never empty
 * @param name the simple name, unique in its package: the name in proto, TypeScript and Dart
 * @param javaName the name as Java code in the same package writes it; differs from {@code name}
 *     for a nested type ({@code Shape.Circle})
 */
public record TypeName(String packageName, String name, String javaName)
    implements Comparable<TypeName> {

  /** A top-level type's name. */
  public static TypeName of(String packageName, String name) {
    return new TypeName(packageName, name, name);
  }

  /** The name in proto and on the wire's diagnostics: package, dot, simple name. */
  public String qualified() {
    return packageName.isEmpty() ? name : packageName + "." + name;
  }

  /** The name as Java code in any package writes it. */
  public String javaQualified() {
    return packageName.isEmpty() ? javaName : packageName + "." + javaName;
  }

  @Override
  public int compareTo(TypeName other) {
    int byName = qualified().compareTo(other.qualified());
    return byName != 0 ? byName : javaName.compareTo(other.javaName);
  }
}
