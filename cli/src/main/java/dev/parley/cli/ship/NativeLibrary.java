package dev.parley.cli.ship;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/** libparley and its headers, out of the jar of parley-transport-ffi. */
final class NativeLibrary {
  private static final List<String> HEADERS = List.of("parley.h", "appflowy.h");

  private NativeLibrary() {}

  /**
   * Copies the library for this platform.
   *
   * @return false if the application has no in-process transport
   * @throws ShipException if it has, and none for this platform
   */
  static boolean copy(Jars jars, Path folder) throws ShipException, IOException {
    if (jars.holding("dev/parley/transport/ffi/EmbeddedCore.class") == null) {
      return false;
    }
    String platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    String file = platform.startsWith("darwin") ? "libparley.dylib" : "libparley.so";
    String entry = "META-INF/native/" + platform + "/" + file;
    Path jar = jars.holding(entry);
    if (jar == null) {
      throw new ShipException(
          "no jar has %s: parley-transport-ffi was not built on %s".formatted(entry, platform));
    }
    extract(jar, entry, folder.resolve(file));
    for (String header : HEADERS) {
      @Nullable Path holder = jars.holding("META-INF/native/" + header);
      if (holder != null) {
        extract(holder, "META-INF/native/" + header, folder.resolve(header));
      }
    }
    return true;
  }

  /** As {@code uname} names it. */
  static String platform(String system, String architecture) {
    String name = system.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
    return name + "-" + (architecture.equals("amd64") ? "x86_64" : architecture);
  }

  private static void extract(Path path, String entry, Path to) throws IOException {
    try (JarFile jar = new JarFile(path.toFile())) {
      ZipEntry found = jar.getEntry(entry);
      try (InputStream in = jar.getInputStream(found)) {
        Files.copy(in, to);
      }
    }
  }
}
