package dev.parley.benchmarks.notify;

import dev.parley.benchmarks.contract.SignInPayloadPB;
import dev.parley.benchmarks.contract.UserProfilePB;

/**
 * When a notification was sent and which it was, as its token of 25 digits: 19 of {@link
 * System#nanoTime()}, which is one clock for all processes of a Linux machine, and 6 of a number.
 * So a profile keeps the 119 bytes that it has elsewhere.
 */
final class Stamp {
  private static final int NUMBER_DIGITS = 6;
  private static final long NUMBERS = 1_000_000;

  /** The bytes of a profile with the usual icon. */
  static final int PROFILE_BYTES = 119;

  private static final UserProfilePB SAMPLE =
      UserProfilePB.of(SignInPayloadPB.sample().email(), SignInPayloadPB.sample().name());

  private Stamp() {}

  static String of(long nanos, int number) {
    return "%019d%06d".formatted(nanos, number);
  }

  static long nanos(String token) {
    return Long.parseLong(token, 0, token.length() - NUMBER_DIGITS, 10);
  }

  static int number(String token) {
    return Integer.parseInt(token, token.length() - NUMBER_DIGITS, token.length(), 10);
  }

  /** An icon that makes the profile so many bytes long. */
  static String icon(int profileBytes) {
    int more = profileBytes - PROFILE_BYTES;
    if (more != 0 && (more < 123 || profileBytes >= NUMBERS)) {
      throw new IllegalArgumentException(profileBytes + " bytes are no size of a profile here");
    }
    // From 128 bytes on the length itself takes a byte more.
    return SAMPLE.iconUrl() + "x".repeat(more == 0 ? 0 : more - 1);
  }

  static UserProfilePB profile(String token, String icon) {
    return new UserProfilePB(SAMPLE.id(), SAMPLE.email(), SAMPLE.name(), token, icon);
  }

  static dev.parley.benchmarks.protobuf.UserProfilePB protobuf(String token, String icon) {
    return dev.parley.benchmarks.protobuf.UserProfilePB.newBuilder()
        .setId(SAMPLE.id())
        .setEmail(SAMPLE.email())
        .setName(SAMPLE.name())
        .setToken(token)
        .setIconUrl(icon)
        .build();
  }
}
