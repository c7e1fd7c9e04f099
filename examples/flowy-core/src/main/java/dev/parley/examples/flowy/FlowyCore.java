package dev.parley.examples.flowy;

import dev.parley.core.Core;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.transport.Transport;
import dev.parley.examples.flowy.contract.UserEventBinding;
import dev.parley.examples.flowy.contract.UserNotificationSender;
import dev.parley.examples.flowy.handlers.Backups;
import dev.parley.examples.flowy.handlers.UserHandlers;
import dev.parley.examples.flowy.security.PasswordHashing;
import dev.parley.examples.flowy.store.DataFolder;
import dev.parley.examples.flowy.store.Database;
import dev.parley.examples.flowy.store.StorageException;
import dev.parley.transport.unix.UnixSocketTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The whole core: its storage, its user module and its way in. */
final class FlowyCore implements AutoCloseable {
  /** What is open, the last opened first. */
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private @Nullable Core core;

  private FlowyCore() {}

  /** A core with its data in {@code data} that listens on {@code socket}, started. */
  static FlowyCore start(Path socket, Path data) throws IOException {
    return start(UnixSocketTransport.at(socket), data);
  }

  /**
   * Starts a core with its data in {@code data} that front ends reach by {@code way}.
   *
   * @throws IOException if it can't listen
   * @throws StorageException if the data can't be used
   */
  static FlowyCore start(Transport way, Path data) throws IOException {
    FlowyCore flowy = new FlowyCore();
    try {
      DataFolder folder = flowy.opened(DataFolder.open(data));
      Database database = flowy.opened(Database.open(folder));
      PasswordHashing passwords = flowy.opened(new PasswordHashing());
      NotificationHub hub = NotificationHub.create();
      UserNotificationSender notifications = new UserNotificationSender(hub);
      Backups backups = flowy.opened(new Backups(folder, database, notifications));
      flowy.core =
          flowy.opened(
              Core.builder()
                  .name("flowy-core")
                  .notifications(hub)
                  .plugin(
                      UserEventBinding.bind(
                          new UserHandlers(folder, database, passwords, backups, notifications)))
                  .listen(way)
                  .metrics()
                  .start());
      return flowy;
    } catch (IOException | RuntimeException | Error e) {
      flowy.close();
      throw e;
    }
  }

  /** Waits until the core is closed, or has closed itself because its only front end has gone. */
  void awaitClose() throws InterruptedException {
    Objects.requireNonNull(core).awaitClose();
  }

  /** Lets the calls in flight end, then closes everything, the way in first. */
  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      close(open.pop());
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      System.getLogger(FlowyCore.class.getName())
          .log(System.Logger.Level.WARNING, "a part could not be closed", e);
    }
  }
}
