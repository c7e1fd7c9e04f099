package dev.parley.examples.flowy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatabaseTest {
  @TempDir Path temporary;
  private DataFolder folder;

  @BeforeEach
  void open() {
    folder = DataFolder.open(temporary);
  }

  @AfterEach
  void close() {
    folder.close();
  }

  @Test
  void bothConnectionsWriteAheadAndSynchroniseAtEachCommit() {
    try (Database database = Database.open(folder)) {
      for (String pragma : new String[] {"journal_mode=wal", "synchronous=2", "foreign_keys=1"}) {
        String name = pragma.substring(0, pragma.indexOf('='));
        assertThat(name + "=" + database.<String>read(c -> pragma(c, name))).isEqualTo(pragma);
        assertThat(name + "=" + database.<String>write(c -> pragma(c, name))).isEqualTo(pragma);
      }
    }
  }

  @Test
  void whatAFailingTransactionDidIsUndone() {
    try (Database database = Database.open(folder)) {
      UserStore users = new UserStore(database);
      users.signUp("a@b", "a", "hash");
      assertThatThrownBy(() ->
              database.write(connection -> {
                connection.statement("DELETE FROM session").executeUpdate();
                throw new IllegalStateException("midway");
              }))
          .hasMessage("midway");
      assertThat(users.session()).isNotNull();
    }
  }

  @Test
  void theReadingConnectionCanNotWrite() {
    try (Database database = Database.open(folder)) {
      assertThatThrownBy(() ->
              database.read(
                  connection -> connection.statement("DELETE FROM session").executeUpdate()))
          .isInstanceOf(StorageException.class);
    }
  }

  @Test
  void aReaderDoesNotWaitForAWriter() {
    try (Database database = Database.open(folder)) {
      UserStore users = new UserStore(database);
      users.signUp("a@b", "a", "hash");
      boolean sawTheOldState =
          database.write(connection -> {
            connection.statement("DELETE FROM session").executeUpdate();
            return users.session() != null;
          });
      assertThat(sawTheOldState).isTrue();
      assertThat(users.session()).isNull();
    }
  }

  @Test
  void aDatabaseOfANewerCoreIsRefused() {
    try (Database database = Database.open(folder)) {
      database.write(connection -> connection.statement("PRAGMA user_version = 99").execute());
    }
    assertThatThrownBy(() -> Database.open(folder))
        .isInstanceOf(StorageException.class)
        .hasMessageContainingAll("version 99", "use a newer core");
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws IOException {
    Path file = temporary.resolve("flowy.db");
    byte[] text =
        "not a database, but long enough to be looked at\n"
            .repeat(100)
            .getBytes(StandardCharsets.UTF_8);
    Files.write(file, text);
    assertThatThrownBy(() -> Database.open(folder))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(file.toString());
    assertThat(Files.readAllBytes(file)).isEqualTo(text);
  }

  private static String pragma(DatabaseConnection connection, String name)
      throws java.sql.SQLException {
    try (ResultSet row = connection.statement("PRAGMA " + name).executeQuery()) {
      return row.getString(1);
    }
  }
}
