package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import dev.parley.examples.flowy.validation.UserEmail;
import dev.parley.examples.flowy.validation.UserName;
import dev.parley.examples.flowy.validation.UserPassword;
import jakarta.validation.constraints.Size;

/**
 * Who signs up. Refused unless everything is valid.
 *
 * @param email the e-mail address
 * @param name the name shown to people
 * @param password the password
 */
@Message
public record SignUpPayloadPB(
    @Field(1) @Size(max = UserEmail.MOST_UNITS) String email,
    @Field(2) @Size(max = UserName.MOST_UNITS) String name,
    @Field(3) @Size(max = UserPassword.MOST_UNITS) String password) {
  /** Validates the e-mail address, then the password, then the name. */
  public SignUpPayloadPB {
    UserEmail.requireValid(email);
    UserPassword.requireValid(password);
    UserName.requireValid(name);
  }

  /** Everything but the password. */
  @Override
  public String toString() {
    return "SignUpPayloadPB[email=%s, name=%s]".formatted(email, name);
  }
}
