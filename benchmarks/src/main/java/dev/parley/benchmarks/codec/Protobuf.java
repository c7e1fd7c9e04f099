package dev.parley.benchmarks.codec;

import dev.parley.benchmarks.contract.SignInPayloadPB;
import dev.parley.benchmarks.contract.UserProfilePB;

/** The same messages as protobuf-java has them. */
final class Protobuf {
  private Protobuf() {}

  static dev.parley.benchmarks.protobuf.SignInPayloadPB of(SignInPayloadPB message) {
    return dev.parley.benchmarks.protobuf.SignInPayloadPB.newBuilder()
        .setEmail(message.email())
        .setPassword(message.password())
        .setName(message.name())
        .build();
  }

  static dev.parley.benchmarks.protobuf.UserProfilePB of(UserProfilePB message) {
    return dev.parley.benchmarks.protobuf.UserProfilePB.newBuilder()
        .setId(message.id())
        .setEmail(message.email())
        .setName(message.name())
        .setToken(message.token())
        .setIconUrl(message.iconUrl())
        .build();
  }
}
