package dev.data;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

/** Two errors, of which an event that declares them has one at a time. */
@Message
public sealed interface DataError {
  @Field(1)
  record Unlucky(@Field(1) int number) implements DataError {}

  @Field(2)
  record TooLarge(@Field(1) int number, @Field(2) int limit) implements DataError {}
}
