package dev.parley.examples.flowy.store;

import org.jspecify.annotations.Nullable;

/**
 * What to change in a user; what is null stays as it is.
 *
 * @param name the new name
 * @param email the new e-mail address
 * @param passwordHash the new password's hash
 * @param iconUrl the new picture
 */
public record ProfileChange(
    @Nullable String name,
    @Nullable String email,
    @Nullable String passwordHash,
    @Nullable String iconUrl) {
  /** Nothing of the hash. */
  @Override
  public String toString() {
    return "ProfileChange[name=%s, email=%s, iconUrl=%s]".formatted(name, email, iconUrl);
  }
}
