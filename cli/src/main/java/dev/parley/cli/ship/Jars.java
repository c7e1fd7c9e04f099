package dev.parley.cli.ship;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The jars of an application, sorted by name: the order of the class path, which an AOT cache wants
 * to find as it was.
 */
record Jars(Path app, List<Path> all) {
  /**
   * @param app the jar with the main class
   * @param libraries jars, and folders of jars
   * @throws ShipException if one is missing, is no jar, or has the name of another
   */
  static Jars of(Path app, Collection<Path> libraries) throws ShipException, IOException {
    TreeMap<String, Path> byName = new TreeMap<>();
    add(byName, app);
    for (Path library : libraries) {
      for (Path jar : jarsOf(library)) {
        add(byName, jar);
      }
    }
    return new Jars(app, List.copyOf(byName.values()));
  }

  private static List<Path> jarsOf(Path library) throws ShipException, IOException {
    if (!Files.isDirectory(library)) {
      return List.of(library);
    }
    try (Stream<Path> files = Files.list(library)) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
      if (jars.isEmpty()) {
        throw new ShipException("--lib " + library + ": the folder has no jar in it");
      }
      return jars;
    }
  }

  private static void add(TreeMap<String, Path> byName, Path jar)
      throws ShipException, IOException {
    if (!Files.isRegularFile(jar)) {
      throw new ShipException(jar + " does not exist; build it first, or name another jar");
    }
    String name = jar.getFileName().toString();
    if (!name.endsWith(".jar") || name.indexOf(':') >= 0) {
      throw new ShipException(jar + ": a jar's name ends with .jar and has no ':' in it");
    }
    Path other = byName.putIfAbsent(name, jar);
    if (other != null && !Files.isSameFile(other, jar) && Files.mismatch(other, jar) >= 0) {
      throw new ShipException(
          jar + " and " + other + " have the same name; only one of them can be shipped");
    }
  }

  /**
   * The main class.
   *
   * @param wanted its name if it was given
   * @throws ShipException if none was, and the application's jar names none
   */
  String mainClass(@Nullable String wanted) throws ShipException, IOException {
    if (wanted != null) {
      String file = wanted.replace('.', '/') + ".class";
      if (holding(file) == null) {
        throw new ShipException("--main " + wanted + ": no jar has such a class");
      }
      return wanted;
    }
    try (JarFile jar = new JarFile(app.toFile())) {
      Manifest manifest = jar.getManifest();
      String named =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
      if (named == null) {
        throw new ShipException(
            app + " names no main class (Main-Class in its manifest); give it with --main");
      }
      return named;
    }
  }

  /** The jar that has this entry; null if none has. */
  @Nullable Path holding(String entry) throws IOException {
    for (Path path : all) {
      try (JarFile jar = new JarFile(path.toFile())) {
        if (jar.getEntry(entry) != null) {
          return path;
        }
      }
    }
    return null;
  }

  /** Copies them; the copies, in the same order. */
  Jars copiedTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Path> copies = new ArrayList<>();
    for (Path jar : all) {
      copies.add(Files.copy(jar, folder.resolve(jar.getFileName())));
    }
    return new Jars(folder.resolve(app.getFileName()), copies);
  }

  /** Their names, each behind {@code prefix}, as a class path has them. */
  String classPath(String prefix) {
    return String.join(":", all.stream().map(jar -> prefix + jar.getFileName()).toList());
  }
}
