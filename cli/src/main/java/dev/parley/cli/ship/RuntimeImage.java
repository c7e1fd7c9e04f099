package dev.parley.cli.ship;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.zip.Deflater;

/** Makes a Java runtime of no more modules than the jars use, by the JDK's jdeps and jlink. */
final class RuntimeImage {
  /** What jlink leaves in an image that only a JDK has a use for. */
  private static final List<String> NOT_NEEDED =
      List.of(
          "bin/jfr",
          "bin/keytool",
          "bin/jrunscript",
          "lib/classlist",
          "lib/jexec",
          "lib/jrt-fs.jar");

  /** Of their 80 kB, 76 are comments, which a starting JVM reads letter by letter. */
  private static final List<String> READ_AT_START =
      List.of("conf/net.properties", "conf/security/java.security");

  private final Function<String, Optional<ToolProvider>> tools;

  RuntimeImage(Function<String, Optional<ToolProvider>> tools) {
    this.tools = tools;
  }

  /**
   * The modules of the JDK that the jars use, and {@code more}, sorted.
   *
   * <p>jdeps sees the classes alone: the jars run on the class path, where packages may be split
   * and what a module declaration requires may be missing, and jdeps would refuse both.
   */
  List<String> modules(Jars jars, Collection<String> more) throws ShipException, IOException {
    Path work = Files.createTempDirectory("parley-ship-");
    try {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "--multi-release",
                  Integer.toString(Runtime.version().feature()),
                  "--ignore-missing-deps",
                  "--print-module-deps"));
      for (Path jar : jars.all()) {
        Path classes = work.resolve(jar.getFileName());
        copyClasses(jar, classes);
        command.add(classes.toString());
      }
      String last = run("jdeps", command).strip().lines().reduce("", (before, line) -> line);
      TreeSet<String> modules = new TreeSet<>(more);
      modules.addAll(Arrays.asList(last.split(",", -1)));
      return List.copyOf(modules);
    } finally {
      Folders.delete(work);
    }
  }

  private static void copyClasses(Path from, Path to) throws IOException {
    try (JarFile jar = new JarFile(from.toFile());
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(to))) {
      out.setLevel(Deflater.NO_COMPRESSION);
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        String name = entry.getName();
        if (name.equals(JarFile.MANIFEST_NAME)
            || (name.endsWith(".class") && !name.endsWith("module-info.class"))) {
          out.putNextEntry(new JarEntry(name));
          try (InputStream in = jar.getInputStream(entry)) {
            in.transferTo(out);
          }
          out.closeEntry();
        }
      }
    }
  }

  /** Makes the image. */
  void make(Collection<String> modules, Path folder) throws ShipException, IOException {
    run(
        "jlink",
        List.of(
            "--add-modules",
            String.join(",", modules),
            "--compress",
            "zip-9",
            "--strip-debug",
            "--no-header-files",
            "--no-man-pages",
            "--output",
            folder.toString()));
    for (String file : NOT_NEEDED) {
      Files.deleteIfExists(folder.resolve(file));
    }
    for (String file : READ_AT_START) {
      Path path = folder.resolve(file);
      if (Files.isRegularFile(path)) {
        Files.write(path, withoutComments(Files.readAllLines(path)));
      }
    }
  }

  /** Properties without the lines that say nothing; a line that goes on another one is kept. */
  private static List<String> withoutComments(List<String> lines) {
    List<String> kept = new ArrayList<>();
    boolean goesOn = false;
    for (String line : lines) {
      String text = line.strip();
      if (goesOn || !(text.isEmpty() || text.startsWith("#") || text.startsWith("!"))) {
        kept.add(line);
        goesOn = line.endsWith("\\");
      }
    }
    return kept;
  }

  private String run(String name, List<String> arguments) throws ShipException {
    ToolProvider tool =
        tools
            .apply(name)
            .orElseThrow(() ->
                new ShipException(
                    "%s is missing in %s, which is no full JDK; set JAVA_HOME to a JDK %d"
                        .formatted(
                            name, System.getProperty("java.home"), Runtime.version().feature())));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        tool.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            arguments.toArray(String[]::new));
    if (status != 0) {
      throw new ShipException(name + " failed: " + LastLines.of(out + err.toString()));
    }
    return out.toString();
  }
}
