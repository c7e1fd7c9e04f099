package dev.parley.transport.unix;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells which process is at the other end of a connection that was just accepted. The JDK asks the
 * kernel for {@code SO_PEERCRED} (unix(7)) and keeps the user of its answer only, so the kernel is
 * asked again, through the descriptor, which the JDK keeps to itself: of the sockets of this
 * process, it is the one that was not there at the last accept and is bound to our path. Where that
 * is not exactly one, or anything fails, nobody is named.
 *
 * <p>Which sockets are new is seen at once; the kernel is asked when somebody wants to know, as the
 * JDK takes tens of milliseconds to make ready for that, which every core's start would wait for.
 *
 * <p>On Linux, and where native access is allowed without a warning; elsewhere it does nothing. For
 * the accepting thread.
 */
final class PeerProcess {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final boolean SUPPORTED = isSupported();

  private Set<String> known = Set.of();

  /** Begins with the sockets of this moment. */
  PeerProcess() {
    skip();
  }

  /** The sockets of this moment are none of a front end's, such as the one that listens. */
  void skip() {
    var _ = newest("");
  }

  private static boolean isSupported() {
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return System.getProperty("os.name").equals("Linux")
        && (machine.equals("amd64") || machine.equals("aarch64"))
        && PeerProcess.class.getModule().isNativeAccessEnabled();
  }

  /** The process behind the connection to this path that was accepted since the last question. */
  Supplier<OptionalLong> newest(String path) {
    if (!SUPPORTED) {
      return OptionalLong::empty;
    }
    try {
      return new Unasked(path, newSockets());
    } catch (IOException | RuntimeException e) {
      return OptionalLong::empty;
    }
  }

  /** The sockets that were not there at the last call, each with its descriptor. */
  private Map<String, Path> newSockets() throws IOException {
    Set<String> now = new HashSet<>();
    Map<String, Path> found = new HashMap<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : descriptors) {
        String socket = socketOf(descriptor);
        if (socket != null && now.add(socket) && !known.contains(socket)) {
          found.put(socket, descriptor);
        }
      }
    }
    known = now;
    return found;
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

  /** A connection whose process nobody has asked for yet. */
  private static final class Unasked implements Supplier<OptionalLong> {
    private final String path;
    private final Map<String, Path> sockets;
    private @Nullable OptionalLong answer;

    Unasked(String path, Map<String, Path> sockets) {
      this.path = path;
      this.sockets = sockets;
    }

    @Override
    public synchronized OptionalLong get() {
      OptionalLong known = answer;
      if (known == null) {
        known = find();
        answer = known;
      }
      return known;
    }

    private OptionalLong find() {
      long process = 0;
      int found = 0;
      try {
        for (Map.Entry<String, Path> socket : sockets.entrySet()) {
          long peer = peerOf(socket.getKey(), socket.getValue());
          if (peer > 0) {
            process = peer;
            found++;
          }
        }
      } catch (RuntimeException | LinkageError e) {
        return OptionalLong.empty();
      }
      return found == 1 ? OptionalLong.of(process) : OptionalLong.empty();
    }

    /** The process at the other end of one of our path's sockets; 0 if it is none, or gone. */
    private long peerOf(String socket, Path descriptor) {
      int number = Integer.parseInt(descriptor.getFileName().toString());
      if (!path.equals(SocketCalls.boundTo(number))) {
        return 0;
      }
      long process = SocketCalls.peerProcess(number);
      // A descriptor's number is given to the next file when it is closed; a socket's name is not.
      return socket.equals(socketOf(descriptor)) ? process : 0;
    }
  }
}
