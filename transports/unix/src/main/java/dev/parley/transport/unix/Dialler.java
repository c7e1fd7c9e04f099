package dev.parley.transport.unix;

import dev.parley.transport.unix.UnixSocketException.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/** Dials a unix socket and makes sure that the listener is a process of our own user. */
final class Dialler {
  private Dialler() {}

  static SocketChannel dial(Path where) throws IOException {
    SocketPath path = SocketPath.of(where);
    var kind = path.kind();
    switch (kind) {
      case SOCKET -> {}
      case NOTHING ->
          throw new UnixSocketException(
              Problem.NOBODY_LISTENS, path.file(), "no socket is here; start the core first");
      case SYMLINK ->
          throw new UnixSocketException(
              Problem.SYMLINK,
              path.file(),
              "a symbolic link stands here, which is never followed; name the socket itself");
      case DIRECTORY, REGULAR_FILE, OTHER ->
          throw new UnixSocketException(
              Problem.NOT_A_SOCKET, path.file(), kind.words + " stands here, and no socket");
    }
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      connect(channel, path.file());
      requireOurs(channel, path.file());
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void connect(SocketChannel channel, Path file) throws IOException {
    try {
      channel.connect(UnixDomainSocketAddress.of(file));
    } catch (ConnectException refused) {
      throw new UnixSocketException(
          Problem.NOBODY_LISTENS,
          file,
          "nobody listens on this socket, its core has ended; start the core again",
          refused);
    }
  }

  /** A squatter who got hold of the path would otherwise be sent our user's secrets. */
  private static void requireOurs(SocketChannel channel, Path file) throws IOException {
    UserPrincipal listener = PeerCheck.userOf(channel);
    UserPrincipal us = ProcessOwner.get();
    if (!listener.equals(us)) {
      throw new UnixSocketException(
          Problem.FOREIGN_OWNER,
          file,
          "user %s listens on this socket, this process runs as %s; a core serves its own user only"
              .formatted(listener.getName(), us.getName()));
    }
  }
}
