package dev.parley.codegen;

import java.util.List;

/**
 * A generated source file. Generators return these and never touch the disk.
 *
 * @param path where it belongs below the output directory, with {@code /} between its parts
 * @param content its whole text, ending with a newline
 */
public record GeneratedFile(String path, String content) {
  public GeneratedFile {
    if (path.isEmpty()
        || path.startsWith("/")
        || path.contains("\\")
        || path.contains("\0")
        || List.of(path.split("/", -1)).stream()
            .anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."))) {
      throw new IllegalArgumentException("\"" + path + "\" is no path below the output directory");
    }
  }
}
