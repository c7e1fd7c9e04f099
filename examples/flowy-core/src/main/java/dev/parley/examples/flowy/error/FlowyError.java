package dev.parley.examples.flowy.error;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import java.util.Arrays;

/**
 * The typed error of every event of the user module.
 *
 * @param code why it failed
 * @param msg a sentence for people; it never quotes what the user typed
 * @param payload details for the front end, by the code; empty for all codes there are today
 */
@Message
@SuppressWarnings("ArrayRecordComponent") // bytes on the wire; copied on the way in and out
public record FlowyError(@Field(1) ErrorCode code, @Field(2) String msg, @Field(3) byte[] payload) {
  private static final byte[] NONE = {};

  /** An error that carries {@code payload}, which is copied. */
  public FlowyError {
    payload = copyOf(payload);
  }

  /** An error with the code's own sentence and no details. */
  public static FlowyError of(ErrorCode code) {
    return new FlowyError(code, code.text(), NONE);
  }

  @Override
  public byte[] payload() {
    return copyOf(payload);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FlowyError(ErrorCode otherCode, String otherMsg, byte[] otherPayload)
        && code == otherCode
        && msg.equals(otherMsg)
        && Arrays.equals(payload, otherPayload);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * code.hashCode() + msg.hashCode()) + Arrays.hashCode(payload);
  }

  private static byte[] copyOf(byte[] bytes) {
    return bytes.length == 0 ? NONE : bytes.clone();
  }
}
