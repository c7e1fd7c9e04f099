package dev.parley.examples.flowy.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;

final class SessionTokensTest {
  @Test
  void aTokenHas256BitsAndIsTheSameForTheSameSessionAndKeyOnly() {
    SessionTokens tokens = new SessionTokens(new byte[32]);
    assertThat(Base64.getUrlDecoder().decode(tokens.of("a"))).hasSize(32);
    assertThat(tokens.of("a"))
        .isEqualTo(new SessionTokens(new byte[32]).of("a"))
        .isNotEqualTo(tokens.of("b"))
        .isNotEqualTo(new SessionTokens(new byte[] {1}).of("a"));
  }
}
