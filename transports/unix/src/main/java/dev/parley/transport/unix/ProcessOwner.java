package dev.parley.transport.unix;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * The user this process acts as. Java has no call for it, so a file made for the purpose is asked
 * whose it is.
 */
final class ProcessOwner {
  private static final int ATTEMPTS = 100;

  private static volatile @Nullable Owner known;

  private record Owner(UserPrincipal user, long uid) {}

  private ProcessOwner() {}

  static UserPrincipal get() throws IOException {
    return owner().user;
  }

  /** The number of that user. */
  static long uid() throws IOException {
    return owner().uid;
  }

  private static Owner owner() throws IOException {
    Owner owner = known;
    if (owner == null) {
      Path probe = newFile();
      try {
        int uid = (Integer) Files.getAttribute(probe, "unix:uid");
        owner = new Owner(Files.getOwner(probe), Integer.toUnsignedLong(uid));
      } finally {
        Files.delete(probe);
      }
      known = owner;
    }
    return owner;
  }

  /**
   * An empty file of our own. {@link Files#createTempFile} would load the security providers for a
   * name that nobody guesses, at every core's start; whoever guesses this one gains nothing, as a
   * file that exists is not taken.
   */
  private static Path newFile() throws IOException {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    long number = System.nanoTime();
    for (int attempt = 1; ; attempt++) {
      Path file = folder.resolve("parley-owner-" + Long.toHexString(number + attempt));
      try {
        return Files.createFile(file);
      } catch (FileAlreadyExistsException taken) {
        if (attempt == ATTEMPTS) {
          throw taken;
        }
      }
    }
  }
}
