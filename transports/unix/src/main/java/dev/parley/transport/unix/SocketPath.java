package dev.parley.transport.unix;

import dev.parley.transport.unix.UnixSocketException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** The path of a socket file: long enough to name a file, short enough for the kernel. */
record SocketPath(Path file, Path directory) {
  /** The bits of {@code st_mode} that tell the kind of a file ({@code <sys/stat.h>}). */
  private static final int KIND_MASK = 0170000;

  private static final int KIND_SOCKET = 0140000;

  /** What stands at a path, itself and not what a symbolic link leads to. */
  enum Kind {
    NOTHING("nothing"),
    SOCKET("a socket"),
    SYMLINK("a symbolic link"),
    DIRECTORY("a directory"),
    REGULAR_FILE("a regular file"),
    OTHER("a pipe or a device");

    final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  static SocketPath of(Path path) throws UnixSocketException {
    Path absolute = path.toAbsolutePath();
    Path parent = absolute.getParent();
    if (parent == null || isDots(absolute)) {
      throw new UnixSocketException(
          Problem.NOT_A_PATH, absolute, "this names no file; a socket needs a name in a directory");
    }
    requireShortEnough(absolute, maxBytes(System.getProperty("os.name", "")));
    return new SocketPath(absolute, parent);
  }

  private static boolean isDots(Path path) {
    String name = path.getFileName().toString();
    return name.equals(".") || name.equals("..");
  }

  /**
   * The longest path in bytes. {@code sockaddr_un.sun_path} has 108 bytes on Linux (unix(7)) and
   * 104 on macOS and the BSDs; the JDK leaves the last two unused.
   */
  static int maxBytes(String osName) {
    return (osName.toLowerCase(Locale.ROOT).startsWith("linux") ? 108 : 104) - 2;
  }

  private static void requireShortEnough(Path path, int limit) throws UnixSocketException {
    int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > limit) {
      throw new UnixSocketException(
          Problem.PATH_TOO_LONG,
          path,
          "the path of a unix socket has %d bytes in UTF-8; the limit here is %d (sun_path in unix(7));"
                  .formatted(bytes, limit)
              + " choose a shorter directory such as $XDG_RUNTIME_DIR");
    }
  }

  /** The file next to the socket whose lock says who may serve it. */
  Path lockFile() {
    return file.resolveSibling(file.getFileName() + ".lock");
  }

  /** What stands at the socket's path now. */
  Kind kind() throws IOException {
    return kindOf(file);
  }

  static Kind kindOf(Path path) throws IOException {
    try {
      var attributes =
          Files.readAttributes(
              path, java.nio.file.attribute.BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isSymbolicLink()) {
        return Kind.SYMLINK;
      }
      if (attributes.isDirectory()) {
        return Kind.DIRECTORY;
      }
      if (attributes.isRegularFile()) {
        return Kind.REGULAR_FILE;
      }
      int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return (mode & KIND_MASK) == KIND_SOCKET ? Kind.SOCKET : Kind.OTHER;
    } catch (NoSuchFileException nothingThere) {
      return Kind.NOTHING;
    }
  }
}
