package dev.parley.transport.unix;

import dev.parley.transport.unix.UnixSocketException.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A listening unix socket together with what makes it ours: the lock on its path, and the identity
 * of the file that was bound, so that closing never removes a file somebody else put there.
 */
final class BoundSocket implements AutoCloseable {
  /**
   * Connections the kernel keeps waiting for {@code accept}; more are held at the dialling side.
   */
  private static final int BACKLOG = 128;

  private final SocketPath path;
  private final SocketLock lock;
  private final ServerSocketChannel channel;
  private final UserPrincipal owner;
  private final @Nullable Object fileKey;

  private BoundSocket(
      SocketPath path,
      SocketLock lock,
      ServerSocketChannel channel,
      UserPrincipal owner,
      @Nullable Object fileKey) {
    this.path = path;
    this.lock = lock;
    this.channel = channel;
    this.owner = owner;
    this.fileKey = fileKey;
  }

  /**
   * Binds and listens. The file exists with mode 0600 in a private directory when this returns.
   *
   * @throws UnixSocketException when the path is unfit, unsafe or served by a living process
   */
  static BoundSocket bind(Path where) throws IOException {
    SocketPath path = SocketPath.of(where);
    UserPrincipal us = ProcessOwner.get();
    PrivateDirectory.require(path.directory(), us);
    SocketLock lock = SocketLock.take(path);
    try {
      makeWay(path);
      return bind(path, us, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static BoundSocket bind(SocketPath path, UserPrincipal us, SocketLock lock)
      throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(path.file()), BACKLOG);
      // Until this line only the directory's mode keeps others from connecting.
      Files.setPosixFilePermissions(path.file(), PosixFilePermissions.fromString("rw-------"));
      UserPrincipal owner = Files.getOwner(path.file(), LinkOption.NOFOLLOW_LINKS);
      if (!owner.equals(us)) {
        throw new UnixSocketException(
            Problem.FOREIGN_OWNER,
            path.file(),
            "the socket belongs to user %s, this process runs as %s; somebody else writes to its directory"
                .formatted(owner.getName(), us.getName()));
      }
      return new BoundSocket(path, lock, channel, owner, fileKey(path.file()));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Removes a socket that nobody serves any more; refuses to touch anything else. */
  private static void makeWay(SocketPath path) throws IOException {
    var kind = path.kind();
    switch (kind) {
      case NOTHING -> {}
      case SOCKET -> removeStale(path);
      case SYMLINK ->
          throw new UnixSocketException(
              Problem.SYMLINK,
              path.file(),
              "a symbolic link stands here, which is never followed or replaced; remove it or"
                  + " name what it leads to: "
                  + Files.readSymbolicLink(path.file()));
      case DIRECTORY, REGULAR_FILE, OTHER ->
          throw new UnixSocketException(
              Problem.NOT_A_SOCKET,
              path.file(),
              kind.words + " stands here and is not touched; remove it or choose another path");
    }
  }

  private static void removeStale(SocketPath path) throws IOException {
    if (isServed(path.file())) {
      throw new UnixSocketException(
          Problem.IN_USE,
          path.file(),
          "a living process listens on this socket; stop it or choose another path");
    }
    Files.delete(path.file());
  }

  /**
   * Whether somebody listens: only a refused connection says that nobody does. The probe does not
   * block, so a listener with a full backlog counts as living at once.
   */
  private static boolean isServed(Path file) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(file));
      return true;
    } catch (ConnectException refused) {
      return false;
    } catch (SocketException answersOtherwise) {
      return true;
    }
  }

  ServerSocketChannel channel() {
    return channel;
  }

  /** The user of the socket file, the only one who is served. */
  UserPrincipal owner() {
    return owner;
  }

  Path file() {
    return path.file();
  }

  /** Stops listening, removes the socket file if it is still the one that was bound. */
  @Override
  public void close() throws IOException {
    try (lock;
        channel) {
      if (path.kind() == SocketPath.Kind.SOCKET && Objects.equals(fileKey(path.file()), fileKey)) {
        Files.deleteIfExists(path.file());
      }
    }
  }

  private static @Nullable Object fileKey(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }
}
