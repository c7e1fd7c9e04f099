package dev.parley.examples.flowy.security;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Turns passwords into what may be stored, with Argon2id (RFC 9106).
 *
 * <p>19 MiB, two passes, one lane, 16 bytes of salt, 32 bytes of hash: the first choice of the
 * OWASP Password Storage Cheat Sheet, some tens of milliseconds. A hash carries its parameters, so
 * they can be raised later and old hashes stay good.
 *
 * <p>Hashing is all computation, which on virtual threads would hold up every other handler. It
 * runs on a few platform threads of its own: the caller waits cheaply, and the memory in use is
 * bounded by their number.
 */
public final class PasswordHashing implements AutoCloseable {
  private static final int MEMORY_KIB = 19 * 1024;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int HASH_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final int VERSION = 0x13;
  private static final int SALT_PART = 4; // of "$argon2id$v=…$m=…,t=…,p=…$salt$hash"

  private final SecureRandom random = new SecureRandom();
  private final Argon2Function argon2 =
      Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID, VERSION);
  private final ExecutorService threads;

  /** Hashing on half of the processors, at least one. */
  public PasswordHashing() {
    int count = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    threads =
        Executors.newFixedThreadPool(
            count, Thread.ofPlatform().daemon().name("password-hashing-", 0).factory());
  }

  /**
   * The hash of {@code password} with a new salt, as a PHC string.
   *
   * @throws CancellationException if the caller is interrupted
   */
  public String hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return compute(() -> phc(argon2, password, salt));
  }

  /**
   * Whether {@code hash} was made from {@code password}. Takes as long either way.
   *
   * @throws CancellationException if the caller is interrupted
   */
  public boolean matches(String password, String hash) {
    Argon2Function function = Argon2Function.getInstanceFromHash(hash);
    byte[] salt = Base64.getDecoder().decode(hash.split("\\$", -1)[SALT_PART]);
    String actual = compute(() -> phc(function, password, salt));
    return MessageDigest.isEqual(ascii(actual), ascii(hash));
  }

  /**
   * Takes as long as {@link #matches}, for a user who does not exist.
   *
   * @throws CancellationException if the caller is interrupted
   */
  public void matchesNobody(String password) {
    hash(password);
  }

  /** Ends the threads; what is being hashed is finished for nobody. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  private String compute(Callable<String> hashing) {
    Future<String> hash = threads.submit(hashing);
    try {
      return hash.get();
    } catch (InterruptedException e) {
      hash.cancel(true);
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while hashing a password");
    } catch (ExecutionException e) {
      throw new IllegalStateException("hashing a password failed", e.getCause());
    }
  }

  private static String phc(Argon2Function function, String password, byte[] salt) {
    return function.hash(password.getBytes(StandardCharsets.UTF_8), salt).getResult();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
