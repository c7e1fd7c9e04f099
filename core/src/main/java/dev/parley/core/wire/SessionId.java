package dev.parley.core.wire;

import dev.parley.core.codec.MessageReader;
import dev.parley.core.codec.MessageWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Names a session that outlives its link. Whoever knows it can go on with the session, so it is a
 * secret: it is never logged, and two are compared in a time that tells nothing of them.
 */
public final class SessionId {
  /** As long as can't be guessed: 128 bits. */
  public static final int BYTES = 16;

  /** What {@link SecureRandom} reads too, after it has loaded and searched its providers. */
  private static final Path KERNEL = Path.of("/dev/urandom");

  private final byte[] bytes;

  private SessionId(byte[] bytes) {
    this.bytes = bytes;
  }

  /** One that nobody can guess. */
  public static SessionId random() {
    byte[] bytes = fromKernel();
    if (bytes.length != BYTES) {
      bytes = new byte[BYTES];
      new SecureRandom().nextBytes(bytes);
    }
    return new SessionId(bytes);
  }

  /** Fewer bytes where there is no such file, or it can't be opened. */
  private static byte[] fromKernel() {
    try (InputStream random = Files.newInputStream(KERNEL)) {
      return random.readNBytes(BYTES);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  /** The one that has these bytes, of which it makes a copy. */
  public static SessionId of(byte[] bytes) {
    return new SessionId(bytes.clone());
  }

  static void write(int field, @Nullable SessionId id, MessageWriter out) {
    if (id != null) {
      out.writeBytes(field, id.bytes);
    }
  }

  /** One of another length names no session, as does any that was never given out. */
  static SessionId read(MessageReader in) {
    return new SessionId(in.readBytes());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SessionId id && MessageDigest.isEqual(bytes, id.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "a session's id";
  }
}
