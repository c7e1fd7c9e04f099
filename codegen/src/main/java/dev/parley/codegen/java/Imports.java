package dev.parley.codegen.java;

import dev.parley.schema.TypeName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The imports of one file. A class is written with its simple name unless another class of that
 * name got there first: then with its full one.
 */
final class Imports {
  private final String packageName;
  private final Map<String, String> taken = new HashMap<>();
  private final Set<String> imported = new TreeSet<>();

  /**
   * @param packageName the file's package
   * @param siblings simple names of other top-level classes of that package
   */
  Imports(String packageName, Set<String> siblings) {
    this.packageName = packageName;
    siblings.forEach(name -> taken.put(name, packageName + "." + name));
  }

  /** A type of the contract as this file writes it. */
  String of(TypeName type) {
    int dot = type.javaName().indexOf('.');
    String outer = dot < 0 ? type.javaName() : type.javaName().substring(0, dot);
    String nested = dot < 0 ? "" : type.javaName().substring(dot);
    return of(type.packageName(), outer) + nested;
  }

  /** The type with {@code @Nullable} in the place that Java wants it. */
  String nullable(TypeName type) {
    String written = of(type);
    String annotation = "@" + of("org.jspecify.annotations", "Nullable") + " ";
    int dot = written.lastIndexOf('.');
    return written.substring(0, dot + 1) + annotation + written.substring(dot + 1);
  }

  /** A class of {@code java.lang}. */
  String lang(String name) {
    return of("java.lang", name);
  }

  /** A top-level class as this file writes it. */
  String of(String packageOfClass, String name) {
    String full = packageOfClass + "." + name;
    String owner = taken.putIfAbsent(name, full);
    if (owner != null && !owner.equals(full)) {
      return full;
    }
    if (!packageOfClass.equals(packageName) && !packageOfClass.equals("java.lang")) {
      imported.add(full);
    }
    return name;
  }

  /** The import statements' classes, sorted. */
  Set<String> imported() {
    return imported;
  }
}
