package dev.parley.transport.unix;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A unix socket can't be served or dialled at a path. The message names the path, what stands in
 * the way and how to mend it; {@link #problem()} is the same for programs.
 */
public final class UnixSocketException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What stands in the way. */
  public enum Problem {
    /** The path has more bytes than the operating system takes. */
    PATH_TOO_LONG,
    /** The path names no file in a directory, or holds a NUL character. */
    NOT_A_PATH,
    /** The directory, or what stands at the socket's path, is a symbolic link. */
    SYMLINK,
    /** Something that is no directory stands where the directory should be. */
    NOT_A_DIRECTORY,
    /** The directory or the socket belongs to another user. */
    FOREIGN_OWNER,
    /** The directory can be entered or changed by other users. */
    NOT_PRIVATE,
    /** A regular file, a directory, a pipe or a device stands at the socket's path. */
    NOT_A_SOCKET,
    /** A living process serves this path. */
    IN_USE,
    /** Nobody listens at this path. */
    NOBODY_LISTENS
  }

  private final Problem problem;

  UnixSocketException(Problem problem, Path path, String message) {
    super(path + ": " + message);
    this.problem = problem;
  }

  UnixSocketException(Problem problem, Path path, String message, Throwable cause) {
    super(path + ": " + message, cause);
    this.problem = problem;
  }

  /** What stands in the way. */
  public Problem problem() {
    return problem;
  }
}
