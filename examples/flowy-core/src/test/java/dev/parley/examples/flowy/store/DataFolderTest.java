package dev.parley.examples.flowy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
  @TempDir Path temporary;

  @Test
  void everythingInItIsForItsOwnerOnly() throws IOException {
    Path root = temporary.resolve("a/data");
    try (DataFolder folder = DataFolder.open(root);
        Database database = Database.open(folder)) {
      new UserStore(database).signUp("a@b", "a", "hash");
      folder.sessionKey();
      folder.userFolder("1");
      Map<String, String> modes = new TreeMap<>();
      try (Stream<Path> files = Files.walk(root)) {
        files
            .filter(file -> !file.toString().contains("/driver/")) // the driver's own files
            .forEach(file -> modes.put(root.relativize(file).toString(), mode(file)));
      }
      assertThat(modes)
          .containsEntry("", "rwx------")
          .containsEntry("flowy.db", "rw-------")
          .containsEntry("flowy.db-wal", "rw-------")
          .containsEntry("session.key", "rw-------")
          .containsEntry("users/1", "rwx------");
      assertThat(modes.values()).containsOnly("rwx------", "rw-------");
    }
  }

  @Test
  void aDatabaseThatOthersCouldReadIsMadePrivate() throws IOException {
    Files.createFile(temporary.resolve("flowy.db"));
    Files.setPosixFilePermissions(
        temporary.resolve("flowy.db"), PosixFilePermissions.fromString("rw-r--r--"));
    try (DataFolder folder = DataFolder.open(temporary)) {
      assertThat(mode(folder.database())).isEqualTo("rw-------");
    }
  }

  @Test
  void aFolderThatOthersMayWriteToIsRefused() throws IOException {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwx---"));
    assertThatThrownBy(() -> DataFolder.open(temporary))
        .isInstanceOf(StorageException.class)
        .hasMessageContainingAll(temporary.toString(), "rwxrwx---", "chmod 700");
  }

  @Test
  void aFileInItsPlaceIsRefusedByName() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThatThrownBy(() -> DataFolder.open(file))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void itIsInUseByOneCoreAtATime() {
    try (DataFolder folder = DataFolder.open(temporary)) {
      assertThat(folder.sessionKey()).hasSize(32);
      assertThatThrownBy(() -> DataFolder.open(temporary))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("in use by another core");
    }
    DataFolder.open(temporary).close();
  }

  @Test
  void whatAKilledCoreLeftOfTheDriverIsRemoved() throws IOException {
    try (DataFolder folder = DataFolder.open(temporary)) {
      Path leftover = Files.createFile(folder.driverFolder().resolve("sqlite.so"));
      assertThat(folder.driverFolder()).isEmptyDirectory();
      assertThat(leftover).doesNotExist();
    }
  }

  @Test
  void itsKeyIsMadeOnceAndKept() throws IOException {
    byte[] key;
    try (DataFolder folder = DataFolder.open(temporary)) {
      key = folder.sessionKey();
    }
    try (DataFolder folder = DataFolder.open(temporary)) {
      assertThat(folder.sessionKey()).isEqualTo(key).isNotEqualTo(new byte[32]);
      Files.write(temporary.resolve("session.key"), new byte[31]);
      assertThatThrownBy(folder::sessionKey).hasMessageContaining("31 bytes instead of 32");
    }
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
