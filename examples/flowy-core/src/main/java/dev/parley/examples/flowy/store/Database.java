package dev.parley.examples.flowy.store;

import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * The SQLite database: one connection that writes and one that reads, each used by one thread at a
 * time.
 *
 * <p>SQLite has one writer at a time anyway, so waiting for our own lock costs nothing and can't
 * fail, which waiting for SQLite's could. With the write-ahead log a reader never waits for a
 * writer and sees all that was committed before it began.
 */
public final class Database implements AutoCloseable {
  private final Path file;
  private final DatabaseConnection writer;
  private final DatabaseConnection reader;

  private Database(Path file, DatabaseConnection writer, DatabaseConnection reader) {
    this.file = file;
    this.writer = writer;
    this.reader = reader;
  }

  /**
   * Opens the database in {@code folder}, makes it if needed, and brings its tables up to date.
   *
   * @throws StorageException if it is no database of ours, or of a newer core
   */
  public static Database open(DataFolder folder) {
    Path file = folder.database();
    // Native code is loaded from a folder of ours, not from one where everybody may write. The
    // driver reads this once in a process.
    System.setProperty("org.sqlite.tmpdir", folder.driverFolder().toString());
    try {
      DatabaseConnection writer = DatabaseConnection.open(file, settings());
      try {
        Migrations.bringUpToDate(writer, file);
        DatabaseConnection reader = DatabaseConnection.open(file, settings());
        reader.use(connection -> connection.statement("PRAGMA query_only = 1").execute());
        return new Database(file, writer, reader);
      } catch (SQLException | RuntimeException e) {
        writer.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new StorageException("the database " + file + " can't be opened: " + e.getMessage(), e);
    }
  }

  /**
   * Runs {@code query} on what is committed.
   *
   * @throws StorageException if the database fails
   */
  <T extends @Nullable Object> T read(Query<T> query) {
    return reader.use(query);
  }

  /**
   * Runs {@code query} in a transaction, which is on the disk when this returns; if {@code query}
   * throws, nothing has changed.
   *
   * @throws StorageException if the database fails
   */
  <T extends @Nullable Object> T write(Query<T> query) {
    return writer.useInTransaction(query);
  }

  /**
   * Copies what is committed at this moment into {@code target}, an empty file; nobody who reads or
   * writes meanwhile waits for it.
   *
   * @throws StorageException if it can't be written
   */
  public void copyTo(Path target) {
    try (DatabaseConnection copying = DatabaseConnection.open(file, settings())) {
      copying.use(connection -> connection.statement("VACUUM INTO ?", target.toString()).execute());
    } catch (SQLException e) {
      throw new StorageException("the database " + file + " can't be opened: " + e.getMessage(), e);
    }
  }

  /** Closes both connections; what was committed stays. */
  @Override
  public void close() {
    reader.close();
    writer.close();
  }

  private static SQLiteConfig settings() {
    SQLiteConfig settings = new SQLiteConfig();
    settings.setJournalMode(JournalMode.WAL);
    settings.setSynchronous(SynchronousMode.FULL);
    settings.enforceForeignKeys(true);
    settings.setTransactionMode(TransactionMode.IMMEDIATE);
    settings.setBusyTimeout(5_000); // milliseconds; for a person with the sqlite3 shell open
    return settings;
  }
}
