package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import dev.parley.examples.flowy.validation.UserEmail;
import dev.parley.examples.flowy.validation.UserPassword;
import jakarta.validation.constraints.Size;

/**
 * Who signs in. Refused unless the e-mail address and the password are valid.
 *
 * @param email the e-mail address
 * @param password the password
 * @param name not looked at, and not validated
 */
@Message
public record SignInPayloadPB(
    @Field(1) @Size(max = UserEmail.MOST_UNITS) String email,
    @Field(2) @Size(max = UserPassword.MOST_UNITS) String password,
    @Field(3) String name) {
  /** Validates the e-mail address, then the password. */
  public SignInPayloadPB {
    UserEmail.requireValid(email);
    UserPassword.requireValid(password);
  }

  /** Everything but the password. */
  @Override
  public String toString() {
    return "SignInPayloadPB[email=%s, name=%s]".formatted(email, name);
  }
}
