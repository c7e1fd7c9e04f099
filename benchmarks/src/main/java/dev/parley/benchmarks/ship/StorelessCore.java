package dev.parley.benchmarks.ship;

import dev.parley.core.Core;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.transport.Transport;
import dev.parley.examples.flowy.contract.UserEventBinding;
import dev.parley.examples.flowy.contract.UserNotificationSender;
import dev.parley.transport.ffi.EmbeddedCore;
import dev.parley.transport.unix.UnixSocketTransport;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The reference core without its SQLite and without its password hashing: the same contract, the
 * same notifications and the same ways in, with the user in memory. What is left is Parley's own
 * cost.
 */
public final class StorelessCore implements EmbeddedCore {
  /** For the service loader. */
  public StorelessCore() {}

  /** Argument: the socket. Serves until the process is told to end. */
  static void main(String[] arguments) throws IOException, InterruptedException {
    Path socket = Path.of(arguments[0]);
    Core core = start(UnixSocketTransport.at(socket));
    Runtime.getRuntime().addShutdownHook(new Thread(core::close, "shutdown"));
    System.out.println("storeless is ready on " + socket);
    core.awaitClose();
  }

  @Override
  public AutoCloseable start(Transport way, String config) throws IOException {
    return start(way);
  }

  private static Core start(Transport way) throws IOException {
    NotificationHub hub = NotificationHub.create();
    return Core.builder()
        .name("storeless")
        .notifications(hub)
        .plugin(UserEventBinding.bind(new MemoryUsers(new UserNotificationSender(hub))))
        .listen(way)
        .metrics()
        .start();
  }
}
