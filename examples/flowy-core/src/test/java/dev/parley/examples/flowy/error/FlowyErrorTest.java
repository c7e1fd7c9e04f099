package dev.parley.examples.flowy.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FlowyErrorTest {
  @Test
  void errorsAreEqualByWhatTheySay() {
    FlowyError error = new FlowyError(ErrorCode.INTERNAL, "no", new byte[] {1, 2});
    assertThat(error)
        .isEqualTo(new FlowyError(ErrorCode.INTERNAL, "no", new byte[] {1, 2}))
        .hasSameHashCodeAs(new FlowyError(ErrorCode.INTERNAL, "no", new byte[] {1, 2}))
        .isNotEqualTo(new FlowyError(ErrorCode.INTERNAL, "no", new byte[] {1, 3}))
        .isNotEqualTo(new FlowyError(ErrorCode.INTERNAL, "yes", new byte[] {1, 2}))
        .isNotEqualTo(new FlowyError(ErrorCode.USER_NOT_EXIST, "no", new byte[] {1, 2}));
  }

  @Test
  void aPayloadCanNotBeChangedFromOutside() {
    byte[] given = {1};
    FlowyError error = new FlowyError(ErrorCode.INTERNAL, "no", given);
    given[0] = 2;
    error.payload()[0] = 3;
    assertThat(error.payload()).containsExactly(1);
  }

  @Test
  void theSentencesOfTheModelAreKept() {
    assertThat(FlowyError.of(ErrorCode.EMAIL_FORMAT_INVALID).msg())
        .isEqualTo("Email format is not valid");
    assertThat(FlowyError.of(ErrorCode.USER_UNAUTHORIZED).msg()).isEqualTo("Unauthorized user");
  }
}
