package dev.parley.examples.flowy.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;

/** What tests expect of a refused request. */
public final class Refusal {
  private Refusal() {}

  /** Accepts a {@link FlowyException} with {@code code}. */
  public static Consumer<Throwable> with(ErrorCode code) {
    return thrown -> {
      assertThat(thrown).isInstanceOf(FlowyException.class);
      assertThat(((FlowyException) thrown).error()).isEqualTo(FlowyError.of(code));
    };
  }
}
