package dev.parley.transport.unix;

import dev.parley.transport.unix.UnixSocketException.Problem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * The directory of a socket: ours, and closed to everybody else. Its permissions are what keeps
 * others away between the moment a socket file appears and the moment its own mode is set.
 */
final class PrivateDirectory {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private PrivateDirectory() {}

  /**
   * Makes the directory, with mode 0700, or proves that the one that is there is private.
   *
   * @throws UnixSocketException when it is a symbolic link, no directory, another user's, or open
   *     to a group or to everybody
   */
  static void require(Path directory, UserPrincipal us) throws IOException {
    createIfAbsent(directory);
    requirePrivate(directory, us);
  }

  private static void createIfAbsent(Path directory) throws IOException {
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    var mode = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    Path parent = directory.getParent();
    if (parent != null && !Files.exists(parent)) {
      Files.createDirectories(parent, mode);
    }
    try {
      Files.createDirectory(directory, mode);
    } catch (FileAlreadyExistsException madeMeanwhile) {
      // Another starter was quicker; what it made is looked at like any directory.
    }
  }

  private static void requirePrivate(Path directory, UserPrincipal us) throws IOException {
    var found =
        Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (found.isSymbolicLink()) {
      throw new UnixSocketException(
          Problem.SYMLINK,
          directory,
          "the socket's directory is a symbolic link, which whoever owns it could point elsewhere;"
              + " name the directory it leads to: "
              + Files.readSymbolicLink(directory));
    }
    if (!found.isDirectory()) {
      throw new UnixSocketException(
          Problem.NOT_A_DIRECTORY,
          directory,
          "the socket's directory is " + SocketPath.kindOf(directory).words + "; name another");
    }
    if (!found.owner().equals(us)) {
      throw new UnixSocketException(
          Problem.FOREIGN_OWNER,
          directory,
          "the socket's directory belongs to user %s, this process runs as %s; name a directory of its own"
              .formatted(found.owner().getName(), us.getName()));
    }
    if (!OWNER_ONLY.containsAll(found.permissions())) {
      throw new UnixSocketException(
          Problem.NOT_PRIVATE,
          directory,
          "the socket's directory has mode %s, which lets other users in; only rwx------ is safe: chmod 700 %s, or name another directory"
              .formatted(PosixFilePermissions.toString(found.permissions()), directory));
    }
  }
}
