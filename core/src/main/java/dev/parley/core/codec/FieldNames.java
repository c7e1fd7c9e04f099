package dev.parley.core.codec;

/** What a message and its fields are called, for error messages. */
public interface FieldNames {
  /** The message's simple name, for example {@code SignInPayloadPB}. */
  default String typeName() {
    return "message";
  }

  /** The name of the field with this number; the number itself if the message has no such field. */
  default String fieldName(int number) {
    return Integer.toString(number);
  }
}
