package dev.parley.examples.flowy.handlers;

import dev.parley.annotations.Outcome;
import dev.parley.examples.flowy.contract.BackupPB;
import dev.parley.examples.flowy.contract.UserNotification;
import dev.parley.examples.flowy.error.ErrorCode;
import dev.parley.examples.flowy.error.FlowyError;
import dev.parley.examples.flowy.store.DataFolder;
import dev.parley.examples.flowy.store.Database;
import dev.parley.examples.flowy.store.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Copies of the database, made one at a time behind the front ends' backs. Nobody waits for one, so
 * how it ended is told to who listens; the cause of a failure is in the log.
 */
public final class Backups implements AutoCloseable {
  private final DataFolder folder;
  private final Database database;
  private final UserNotification notifications;
  private final AtomicBoolean running = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("backup").factory());

  /** Copies {@code database} into {@code folder}. */
  public Backups(DataFolder folder, Database database, UserNotification notifications) {
    this.folder = folder;
    this.database = database;
    this.notifications = notifications;
  }

  /** Begins one into a user's folder, unless one is being made. */
  void begin(String userId) {
    if (running.compareAndSet(false, true)) {
      thread.execute(() -> {
        Outcome<BackupPB, FlowyError> outcome = made(userId);
        running.set(false); // Before it is told: who hears of it may begin the next.
        notifications.backedUp(userId, outcome);
      });
    }
  }

  private Outcome<BackupPB, FlowyError> made(String userId) {
    try {
      Path file = folder.backupFile(userId);
      database.copyTo(file);
      return Outcome.success(new BackupPB(file.toString(), Files.size(file)));
    } catch (StorageException | IOException e) {
      System.getLogger(Backups.class.getName())
          .log(System.Logger.Level.ERROR, "a backup could not be made", e);
      return Outcome.failure(FlowyError.of(ErrorCode.INTERNAL));
    }
  }

  /** Waits for the one that is being made. */
  @Override
  public void close() {
    thread.close();
  }
}
