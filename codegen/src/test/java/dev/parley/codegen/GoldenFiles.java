package dev.parley.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is generated for each sample contract of a language, kept under {@code
 * src/test/resources/golden}. After an intended change, {@code mvn -pl codegen -am test
 * -Dparley.golden=write} writes the files anew; the difference is what to review.
 */
public final class GoldenFiles {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final boolean WRITE = "write".equals(System.getProperty("parley.golden"));

  private GoldenFiles() {}

  /** Compares the generated files, by path, with those of the folder: none more, none less. */
  public static void compare(String folder, Map<String, String> generated) throws IOException {
    Path golden = GOLDEN.resolve(folder);
    if (WRITE) {
      delete(golden);
      write(golden, generated);
    }
    assertThat(read(golden))
        .as("after an intended change, run with -Dparley.golden=write and review the difference")
        .isEqualTo(generated);
  }

  private static Map<String, String> read(Path folder) throws IOException {
    var files = new TreeMap<String, String>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readString(path));
      }
    }
    return files;
  }

  private static void write(Path folder, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  /** So that what is generated no more is gone. */
  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
