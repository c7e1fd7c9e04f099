package dev.parley.benchmarks.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

/** Who wants to sign in. */
@Message
public record SignInPayloadPB(
    @Field(1) String email, @Field(2) String password, @Field(3) String name) {

  /** The message that every contestant sends: 58 bytes. */
  public static SignInPayloadPB sample() {
    return new SignInPayloadPB("somebody@example.appflowy.io", "A!@123abc", "Some Body Else.");
  }
}
