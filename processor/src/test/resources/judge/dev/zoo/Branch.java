package dev.zoo;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

/** A union that contains what contains it. */
@Message
public sealed interface Branch {
  /** Goes on. */
  @Message
  @Field(1)
  record Fork(@Field(1) Tree tree) implements Branch {}

  /** Ends. */
  @Message
  @Field(2)
  record Leaf(@Field(1) String text) implements Branch {}
}
