package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

/**
 * A user, as front ends see them.
 *
 * @param id never changes
 * @param email the e-mail address
 * @param name the name shown to people
 * @param token the secret of the current session: 256 bits, in base64url without padding
 * @param iconUrl the user's picture; empty for none
 */
@Message
public record UserProfilePB(
    @Field(1) String id,
    @Field(2) String email,
    @Field(3) String name,
    @Field(4) String token,
    @Field(5) String iconUrl) {
  /** Everything but the token. */
  @Override
  public String toString() {
    return "UserProfilePB[id=%s, email=%s, name=%s, iconUrl=%s]"
        .formatted(id, email, name, iconUrl);
  }
}
