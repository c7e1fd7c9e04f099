package dev.parley.transport.unix;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells which process is at the other end of a connection that was just accepted. The JDK asks the
 * kernel for {@code SO_PEERCRED} (unix(7)) and keeps the user of its answer only, so the kernel is
 * asked again, through the descriptor, which the JDK keeps to itself: of the sockets of this
 * process, it is the one that was not there at the last accept and is bound to our path. Where that
 * is not exactly one, or anything fails, nobody is named.
 *
 * <p>On Linux, and where native access is allowed without a warning; elsewhere it does nothing. For
 * the accepting thread.
 */
final class PeerProcess {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final boolean SUPPORTED = isSupported();

  private final String path;
  private Set<String> known = Set.of();

  /** Begins with the sockets of this moment, among them the one that listens. */
  PeerProcess(String path) {
    this.path = path;
    var _ = newest();
  }

  private static boolean isSupported() {
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return System.getProperty("os.name").equals("Linux")
        && (machine.equals("amd64") || machine.equals("aarch64"))
        && PeerProcess.class.getModule().isNativeAccessEnabled();
  }

  /** The process behind the connection that was accepted since this was asked last. */
  OptionalLong newest() {
    if (!SUPPORTED) {
      return OptionalLong.empty();
    }
    try {
      return find();
    } catch (IOException | RuntimeException | LinkageError e) {
      return OptionalLong.empty();
    }
  }

  private OptionalLong find() throws IOException {
    Set<String> now = new HashSet<>();
    long process = 0;
    int found = 0;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : descriptors) {
        String socket = socketOf(descriptor);
        if (socket == null || !now.add(socket) || known.contains(socket)) {
          continue;
        }
        int number = Integer.parseInt(descriptor.getFileName().toString());
        if (path.equals(SocketCalls.boundTo(number))) {
          process = SocketCalls.peerProcess(number);
          found++;
        }
      }
    }
    known = now;
    return found == 1 && process > 0 ? OptionalLong.of(process) : OptionalLong.empty();
  }

  /** {@code socket:[4711]}, which names a socket for as long as it lives; null for other files. */
  private static @Nullable String socketOf(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("socket:") ? target : null;
    } catch (IOException closedMeanwhile) {
      return null;
    }
  }
}
