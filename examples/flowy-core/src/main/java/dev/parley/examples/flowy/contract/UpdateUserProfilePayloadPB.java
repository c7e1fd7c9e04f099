package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import dev.parley.examples.flowy.validation.UserEmail;
import dev.parley.examples.flowy.validation.UserId;
import dev.parley.examples.flowy.validation.UserName;
import dev.parley.examples.flowy.validation.UserPassword;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * What to change in a user's profile: what is absent stays as it is.
 *
 * @param id the user, who must be the current one
 * @param name the new name
 * @param email the new e-mail address
 * @param password the new password
 * @param iconUrl the new picture, as an address of 2,000 characters at most; empty for none
 */
@Message
public record UpdateUserProfilePayloadPB(
    @Field(1) String id,
    @Field(2) @Size(max = UserName.MOST_UNITS) @Nullable String name,
    @Field(3) @Size(max = UserEmail.MOST_UNITS) @Nullable String email,
    @Field(4) @Size(max = UserPassword.MOST_UNITS) @Nullable String password,
    @Field(5) @Size(max = 2_000) @Nullable String iconUrl) {
  /** Validates what is present: the e-mail address, the password, the name; then the id. */
  public UpdateUserProfilePayloadPB {
    if (email != null) {
      UserEmail.requireValid(email);
    }
    if (password != null) {
      UserPassword.requireValid(password);
    }
    if (name != null) {
      UserName.requireValid(name);
    }
    UserId.requireValid(id);
  }

  /** Everything but the password. */
  @Override
  public String toString() {
    return "UpdateUserProfilePayloadPB[id=%s, name=%s, email=%s, iconUrl=%s]"
        .formatted(id, name, email, iconUrl);
  }
}
