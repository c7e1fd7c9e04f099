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
  private static volatile @Nullable UserPrincipal known;

  private ProcessOwner() {}

  static UserPrincipal get() throws IOException {
    UserPrincipal owner = known;
    if (owner == null) {
      Path probe = Files.createTempFile("parley-owner", null);
      try {
        owner = Files.getOwner(probe);
      } finally {
        Files.delete(probe);
      }
      known = owner;
    }
    return owner;
  }
}
