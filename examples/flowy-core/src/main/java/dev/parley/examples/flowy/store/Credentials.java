package dev.parley.examples.flowy.store;

/**
 * What a sign-in is checked against.
 *
 * @param userId whose they are
 * @param passwordHash of the password at the time of reading
 */
public record Credentials(String userId, String passwordHash) {
  /** Nothing of the hash. */
  @Override
  public String toString() {
    return "Credentials[userId=%s]".formatted(userId);
  }
}
