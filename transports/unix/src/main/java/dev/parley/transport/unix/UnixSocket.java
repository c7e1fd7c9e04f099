package dev.parley.transport.unix;

import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Peer;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;

/** The dialling side of a unix socket, and where a core's socket usually lies. */
public final class UnixSocket {
  private UnixSocket() {}

  /**
   * Dials a core, for {@code CoreClient.connect}. The listener must be a process of our own user:
   * whoever squats the path gets nothing from us.
   *
   * @throws UnixSocketException when the path is too long, is a symbolic link or no socket, when
   *     nobody listens, or when the listener is another user
   */
  public static ByteDuplex connect(Path path) throws IOException {
    SocketChannel channel = Dialler.dial(path);
    return new SocketLink(
        channel, Peer.of("unix", "unix " + path.toAbsolutePath()).withUid(ProcessOwner.uid()));
  }

  /**
   * The usual place of an application's socket: {@code $XDG_RUNTIME_DIR/<application>/core}, which
   * the system empties at log-out (XDG Base Directory Specification), or {@code
   * ~/.<application>/core} where that variable is not set.
   *
   * @param application a file name: letters, digits, {@code .}, {@code _}, {@code -}, not starting
   *     with a dot
   * @throws IllegalArgumentException for any other name
   */
  public static Path defaultPath(String application) {
    return defaultPath(application, System.getenv(), System.getProperty("user.home", ""));
  }

  static Path defaultPath(String application, Map<String, String> environment, String home) {
    if (!application.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "'%s' is no name for a socket's directory; use letters, digits, '.', '_' and '-'"
              .formatted(application));
    }
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    // The specification tells us to ignore a relative path.
    return Path.of(runtime).isAbsolute()
        ? Path.of(runtime, application, "core")
        : Path.of(home, "." + application, "core");
  }
}
