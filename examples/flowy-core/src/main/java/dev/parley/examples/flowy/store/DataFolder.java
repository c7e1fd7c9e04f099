package dev.parley.examples.flowy.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder with everything a core keeps, in use by one core at a time.
 *
 * <p>Folders are made with mode 0700 and files with 0600. A folder that is there already is taken
 * as it is, unless others may write to it: they could put their own database there.
 */
public final class DataFolder implements AutoCloseable {
  private static final FileAttribute<?> FOLDER_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final Set<PosixFilePermission> FILE_PERMISSIONS =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<?> FILE_MODE =
      PosixFilePermissions.asFileAttribute(FILE_PERMISSIONS);
  private static final int KEY_BYTES = 32;

  private final Path root;
  private final FileChannel lockFile;

  private DataFolder(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /**
   * Opens the folder {@code root}, and makes it if it does not exist.
   *
   * @throws StorageException if it can't be made, if others may write to it, or if another core
   *     uses it
   */
  public static DataFolder open(Path root) {
    Path folder = root.toAbsolutePath().normalize();
    try {
      Files.createDirectories(folder, FOLDER_MODE);
      requireOurs(folder);
      return new DataFolder(folder, lock(folder));
    } catch (IOException e) {
      throw new StorageException("the data folder " + folder + " can't be used: " + e, e);
    }
  }

  /** The database's file, there and private before SQLite opens it. */
  Path database() {
    Path file = root.resolve("flowy.db");
    try {
      Files.createFile(file, FILE_MODE);
    } catch (FileAlreadyExistsException existing) {
      makePrivate(file);
    } catch (IOException e) {
      throw new StorageException("the database " + file + " can't be made: " + e, e);
    }
    return file;
  }

  /**
   * An empty folder for the library that the database driver unpacks at each start. What a killed
   * core left there is removed; nobody else uses it, since the data folder is ours alone.
   */
  Path driverFolder() {
    Path folder = root.resolve("driver");
    try {
      Files.createDirectories(folder, FOLDER_MODE);
      try (Stream<Path> leftovers = Files.list(folder)) {
        for (Path leftover : leftovers.toList()) {
          Files.delete(leftover);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new StorageException("the driver's folder " + folder + " can't be used: " + e, e);
    }
  }

  /**
   * The key of the session tokens: 32 random bytes, made on first use.
   *
   * @throws StorageException if it can't be read or made
   */
  public byte[] sessionKey() {
    Path file = root.resolve("session.key");
    try {
      if (!Files.exists(file, NOFOLLOW_LINKS)) {
        makeKey(file);
      }
      byte[] key = Files.readAllBytes(file);
      if (key.length != KEY_BYTES) {
        throw new StorageException(
            "the key %s has %d bytes instead of %d: remove it, and a new one is made"
                .formatted(file, key.length, KEY_BYTES));
      }
      return key;
    } catch (IOException e) {
      throw new StorageException("the key " + file + " can't be used: " + e, e);
    }
  }

  /**
   * The folder of the user with the id {@code userId}, which this core has chosen; made if needed.
   *
   * @throws StorageException if it can't be made
   */
  public Path userFolder(String userId) {
    Path folder = root.resolve("users").resolve(userId);
    try {
      return Files.createDirectories(folder, FOLDER_MODE);
    } catch (IOException e) {
      throw new StorageException("the user's folder " + folder + " can't be made: " + e, e);
    }
  }

  /**
   * A new empty file in a user's folder, for a copy of the database.
   *
   * @throws StorageException if it can't be made
   */
  public Path backupFile(String userId) {
    Path file = userFolder(userId).resolve("backup-" + UUID.randomUUID() + ".db");
    try {
      return Files.createFile(file, FILE_MODE);
    } catch (IOException e) {
      throw new StorageException("the backup " + file + " can't be made: " + e, e);
    }
  }

  /** Lets another core use the folder. */
  @Override
  public void close() {
    try {
      lockFile.close(); // and the lock with it
    } catch (IOException e) {
      throw new StorageException("the lock of " + root + " can't be released: " + e, e);
    }
  }

  private static void requireOurs(Path folder) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new StorageException(
          "others may write to the data folder %s (%s): choose another one, or run chmod 700 on it"
              .formatted(folder, PosixFilePermissions.toString(permissions)));
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    Path file = folder.resolve("core.lock");
    FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.CREATE, WRITE), FILE_MODE);
    if (tryLock(channel) == null) {
      channel.close();
      throw new StorageException(
          "the data folder %s is in use by another core: stop it, or choose another folder"
              .formatted(folder));
    }
    return channel;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldInThisProcess) {
      return null;
    }
  }

  private static void makePrivate(Path file) {
    try {
      Files.setPosixFilePermissions(file, FILE_PERMISSIONS);
    } catch (IOException e) {
      throw new StorageException("the file " + file + " can't be made private: " + e, e);
    }
  }

  /** Whole or not at all: written beside its place, synchronised, then moved. */
  private static void makeKey(Path file) throws IOException {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    try (FileChannel channel = FileChannel.open(draft, Set.of(CREATE_NEW, WRITE), FILE_MODE)) {
      channel.write(ByteBuffer.wrap(key));
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
