package dev.parley.transport.unix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * The user this process acts as. Java has no call for it, so a file made for the purpose is asked
 * whose it is.
 */
final class ProcessOwner {
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
      Path probe = Files.createTempFile("parley-owner", null);
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
}
