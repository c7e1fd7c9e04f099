package dev.parley.transport.unix;

import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.Listening;
import dev.parley.core.transport.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A way in for front ends of the same user on the same machine: a unix socket.
 *
 * <p>Who may come in is decided three times over. The socket's directory has mode 0700 and is made
 * when it is absent; one that is there must be ours and private. The socket has mode 0600. And the
 * kernel is asked who dialled, before the first byte is read: another user, root included, is
 * closed at once and logged as a warning under {@code dev.parley.transport.unix}.
 *
 * <p>A socket that a living process serves is never taken from it; one that a dead process left
 * behind is replaced; anything else at the path, a symbolic link above all, is refused and not
 * touched. Beside the socket lies a lock file named {@code <socket>.lock}, which stays.
 */
public final class UnixSocketTransport implements Transport {
  private final Path path;

  private UnixSocketTransport(Path path) {
    this.path = path;
  }

  /**
   * Serves at this path; a relative one is taken from the working directory.
   *
   * @param path at most 106 bytes long in UTF-8 when absolute (102 on macOS), looked at by {@link
   *     #listen}
   */
  public static UnixSocketTransport at(Path path) {
    FirstSocket.begin();
    return new UnixSocketTransport(Objects.requireNonNull(path, "path"));
  }

  /**
   * Binds the socket and begins to accept. The accepting thread keeps the process alive until the
   * result is closed, which also removes the socket file if it is still the one that was bound.
   *
   * @throws UnixSocketException when the path is too long, unsafe, or served by a living process
   */
  @Override
  public Listening listen(Acceptor acceptor) throws IOException {
    // Before the first socket is there, for which this thread may have to wait.
    PeerProcess peers = new PeerProcess();
    PeerCheck.begin();
    BoundSocket socket = BoundSocket.bind(path);
    peers.skip();
    var loop = new AcceptLoop(socket, peers, acceptor);
    Thread.ofPlatform().name("parley-accept " + socket.file()).start(loop);
    return loop;
  }

  @Override
  public String toString() {
    return "unix:" + path;
  }
}
