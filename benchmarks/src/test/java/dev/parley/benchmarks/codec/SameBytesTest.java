package dev.parley.benchmarks.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.benchmarks.contract.SignInPayloadPB;
import dev.parley.benchmarks.contract.SignInPayloadPBCodec;
import dev.parley.benchmarks.contract.UserProfilePB;
import dev.parley.benchmarks.contract.UserProfilePBCodec;
import org.junit.jupiter.api.Test;

/** The contestants carry the same messages: figures of different work would mean nothing. */
class SameBytesTest {
  private final SignInPayloadPB request = SignInPayloadPB.sample();
  private final UserProfilePB response = UserProfilePB.of(request.email(), request.name());

  @Test
  void theRequestHas58BytesFromEitherSide() {
    assertThat(SignInPayloadPBCodec.CODEC.encode(request))
        .hasSize(58)
        .isEqualTo(Protobuf.of(request).toByteArray());
  }

  @Test
  void theResponseHas119BytesFromEitherSide() {
    assertThat(UserProfilePBCodec.CODEC.encode(response))
        .hasSize(119)
        .isEqualTo(Protobuf.of(response).toByteArray());
  }

  @Test
  void eachSideReadsTheOthersBytes() throws Exception {
    byte[] bytes = Protobuf.of(response).toByteArray();

    assertThat(UserProfilePBCodec.CODEC.decode(bytes)).isEqualTo(response);
    assertThat(
            dev.parley.benchmarks.protobuf.UserProfilePB.parseFrom(
                UserProfilePBCodec.CODEC.encode(response)))
        .isEqualTo(Protobuf.of(response));
  }
}
