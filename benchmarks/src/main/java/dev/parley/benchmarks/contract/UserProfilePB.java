package dev.parley.benchmarks.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

/** Who has signed in. */
@Message
public record UserProfilePB(
    @Field(1) String id,
    @Field(2) String email,
    @Field(3) String name,
    @Field(4) String token,
    @Field(5) String iconUrl) {

  /** The message that every contestant answers with: 119 bytes. */
  public static UserProfilePB of(String email, String name) {
    return new UserProfilePB(
        "7f6c1b3e-20f5-4b43-9f57-0d1c5a0b8e11", email, name, "T9v1mYq8sXw2Lr5KzB4nCe7Hp", "1F600");
  }
}
