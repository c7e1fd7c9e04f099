package dev.parley.examples.flowy.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class PasswordHashingTest {
  private static final PasswordHashing HASHING = new PasswordHashing();

  @AfterAll
  static void close() {
    HASHING.close();
  }

  @Test
  void aHashMatchesItsPasswordAndNoOther() {
    String hash = HASHING.hash("A!@123abc");
    assertThat(HASHING.matches("A!@123abc", hash)).isTrue();
    assertThat(HASHING.matches("A!@123abd", hash)).isFalse();
  }

  @Test
  void aHashNamesItsParametersAndIsSaltedAnew() {
    String hash = HASHING.hash("A!@123abc");
    assertThat(hash).matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[^$]{22}\\$[^$]{43}");
    assertThat(HASHING.hash("A!@123abc")).isNotEqualTo(hash);
  }

  /**
   * The reference implementation's own test vector (phc-winner-argon2, {@code src/test.c}): version
   * 0x13, t=2, m=256, p=1, "password" and "somesalt", Argon2id.
   */
  @Test
  void aHashOfTheReferenceImplementationIsUnderstood() {
    String hash =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    assertThat(HASHING.matches("password", hash)).isTrue();
    assertThat(HASHING.matches("passwore", hash)).isFalse();
  }

  @Test
  void manyThreadsHashAtOnce() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> matches =
          IntStream.range(0, 8)
              .mapToObj(i -> threads.submit(() -> HASHING.matches("p" + i, HASHING.hash("p" + i))))
              .toList();
      for (Future<Boolean> match : matches) {
        assertThat(match.get()).isTrue();
      }
    }
  }

  @Test
  void anInterruptedCallerIsLetGo() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> HASHING.hash("A!@123abc")).isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
  }
}
