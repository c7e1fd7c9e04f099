package dev.parley.examples.flowy.store;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * The steps from an empty database to today's tables. A database counts those it has taken in its
 * {@code user_version}. Steps are only ever added at the end.
 */
final class Migrations {
  /** E-mail addresses are ASCII (see the rule for them), so NOCASE compares them rightly. */
  private static final String USERS =
      """
      CREATE TABLE user (
        id TEXT PRIMARY KEY,
        email TEXT NOT NULL COLLATE NOCASE UNIQUE,
        name TEXT NOT NULL,
        password_hash TEXT NOT NULL,
        icon_url TEXT NOT NULL
      ) STRICT, WITHOUT ROWID
      """;

  /** At most one row: the core has one session, or none. */
  private static final String SESSION =
      """
      CREATE TABLE session (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        id TEXT NOT NULL,
        user_id TEXT NOT NULL REFERENCES user (id)
      ) STRICT
      """;

  /** At most one row. The offset is text, since REAL can hold neither NaN nor minus zero. */
  private static final String APPEARANCE =
      """
      CREATE TABLE appearance (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        theme TEXT NOT NULL,
        theme_mode TEXT NOT NULL,
        font TEXT NOT NULL,
        monospace_font TEXT NOT NULL,
        language_code TEXT NOT NULL,
        country_code TEXT NOT NULL,
        reset_to_default INTEGER NOT NULL,
        is_menu_collapsed INTEGER NOT NULL,
        menu_offset TEXT NOT NULL
      ) STRICT
      """;

  private static final String APPEARANCE_SETTINGS =
      """
      CREATE TABLE appearance_setting (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID
      """;

  /** A number is never given twice, so an export can go on behind one whose page is gone. */
  private static final String PAGES =
      """
      CREATE TABLE page (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        user_id TEXT NOT NULL REFERENCES user (id),
        name TEXT NOT NULL,
        text TEXT NOT NULL
      ) STRICT
      """;

  private static final String PAGES_BY_USER = "CREATE INDEX page_by_user ON page (user_id, number)";

  /** What is being imported. */
  private static final String DRAFTS =
      """
      CREATE TABLE draft_page (
        position INTEGER PRIMARY KEY,
        draft TEXT NOT NULL,
        name TEXT NOT NULL,
        text TEXT NOT NULL
      ) STRICT
      """;

  private static final List<List<String>> STEPS =
      List.of(
          List.of(USERS, SESSION, APPEARANCE, APPEARANCE_SETTINGS),
          List.of(PAGES, PAGES_BY_USER, DRAFTS));

  private Migrations() {}

  /**
   * Takes the steps that {@code connection}'s database lacks, all or none.
   *
   * @throws StorageException if it has taken more than there are
   */
  static void bringUpToDate(DatabaseConnection connection, Path file) {
    connection.useInTransaction(database -> {
      int taken = version(database);
      if (taken > STEPS.size()) {
        throw new StorageException(
            "the database %s is of version %d, and this core knows up to %d: use a newer core"
                .formatted(file, taken, STEPS.size()));
      }
      for (List<String> step : STEPS.subList(taken, STEPS.size())) {
        for (String sql : step) {
          database.statement(sql).execute();
        }
      }
      return database.statement("PRAGMA user_version = " + STEPS.size()).execute();
    });
  }

  private static int version(DatabaseConnection database) throws SQLException {
    try (ResultSet row = database.statement("PRAGMA user_version").executeQuery()) {
      return row.getInt(1);
    }
  }
}
