package dev.parley.transport.unix;

import dev.parley.transport.unix.UnixSocketException.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to serve one socket path: an exclusive lock on a file beside the socket. It closes the
 * gap between finding a stale socket and replacing it, in which two starters could each remove what
 * the other has just bound.
 *
 * <p>The kernel drops the lock when its process ends, however it ends. The file itself stays: to
 * remove it would let two starters lock two different files of one name.
 */
final class SocketLock implements AutoCloseable {
  /**
   * The paths locked by this process. The kernel's lock belongs to the process, and closing any
   * channel on the file gives it up (fcntl(2)), so a second try in here must not even open it.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel channel;

  private SocketLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /**
   * @throws UnixSocketException when somebody else holds it, in this process or another
   */
  static SocketLock take(SocketPath path) throws IOException {
    Path key = path.directory().toRealPath().resolve(path.lockFile().getFileName());
    if (!HELD_HERE.add(key)) {
      throw inUse(path, "this process serves it already");
    }
    FileChannel channel = null;
    try {
      channel = open(path);
      if (channel.tryLock() == null) {
        throw inUse(path, "another process holds its lock file " + key.getFileName());
      }
      return new SocketLock(key, channel);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      HELD_HERE.remove(key);
      throw e;
    }
  }

  private static FileChannel open(SocketPath path) throws IOException {
    Path file = path.lockFile();
    var kind = SocketPath.kindOf(file);
    if (kind != SocketPath.Kind.NOTHING && kind != SocketPath.Kind.REGULAR_FILE) {
      throw new UnixSocketException(
          kind == SocketPath.Kind.SYMLINK ? Problem.SYMLINK : Problem.NOT_A_SOCKET,
          file,
          "the lock file of the socket is " + kind.words + "; remove it");
    }
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static UnixSocketException inUse(SocketPath path, String how) {
    return new UnixSocketException(
        Problem.IN_USE,
        path.file(),
        "a core serves this socket (%s); stop it or choose another path".formatted(how));
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD_HERE.remove(key);
    }
  }
}
