package dev.parley.examples.flowy.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the token of a session from its id and the core's key: HMAC-SHA-256, 256 bits.
 *
 * <p>So a session keeps its token across restarts although the token is stored nowhere: whoever
 * gets hold of the database alone, say from a backup, can't compute it.
 */
public final class SessionTokens {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /**
   * Tokens made with {@code key}.
   *
   * @param key at least 32 random bytes, kept apart from the database
   */
  public SessionTokens(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** The token of the session with the id {@code sessionId}, in base64url without padding. */
  public String of(String sessionId) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] token = mac.doFinal(sessionId.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e); // java.security Mac
    }
  }
}
