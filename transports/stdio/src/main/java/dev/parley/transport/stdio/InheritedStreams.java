package dev.parley.transport.stdio;

import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Peer;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Takes the process's stdin and stdout away from everything else in it. */
final class InheritedStreams {
  private static final AtomicBoolean TAKEN = new AtomicBoolean();

  private InheritedStreams() {}

  static ByteDuplex take() {
    if (!TAKEN.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "StdioTransport.inherit() was called before; a process has one stdin and stdout");
    }
    System.out.flush();
    System.setOut(System.err);
    System.setIn(InputStream.nullInputStream());
    Peer peer = starter();
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("windows")) {
      // A read of a pipe can't be ended there by closing it.
      return StreamLink.start("parley stdio", stdin(), stdout(), peer);
    }
    try {
      return DescriptorLink.exchange(SystemCalls.of(system), peer);
    } catch (IOException | RuntimeException | LinkageError e) {
      // No native access, or a system that is unknown here: the JDK's own way to the descriptors.
      System.getLogger("dev.parley.transport.stdio")
          .log(
              System.Logger.Level.WARNING,
              () ->
                  "stdout is protected against printing by Java code only: %s. Run the core with --enable-native-access=%s"
                      .formatted(e.getCause() == null ? e : e.getCause(), module()));
      return new ChannelLink(stdin().getChannel(), stdout().getChannel(), peer);
    }
  }

  /** The process that started this one, and its user where the system shows it. */
  private static Peer starter() {
    Optional<ProcessHandle> parent = ProcessHandle.current().parent();
    if (parent.isEmpty()) {
      return Peer.of("stdio", "stdio");
    }
    long pid = parent.get().pid();
    Peer peer = Peer.of("stdio", "stdio, process " + pid).withPid(pid);
    try {
      int uid = (Integer) Files.getAttribute(Path.of("/proc/" + pid), "unix:uid");
      return peer.withUid(Integer.toUnsignedLong(uid));
    } catch (IOException | RuntimeException elsewhereThanOnLinux) {
      return peer;
    }
  }

  private static FileInputStream stdin() {
    return new FileInputStream(FileDescriptor.in);
  }

  private static FileOutputStream stdout() {
    return new FileOutputStream(FileDescriptor.out);
  }

  private static String module() {
    Module own = InheritedStreams.class.getModule();
    return own.isNamed() ? own.getName() : "ALL-UNNAMED";
  }
}
