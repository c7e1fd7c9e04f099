package dev.forms;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import jakarta.validation.constraints.AssertFalse;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Negative;
import jakarta.validation.constraints.NegativeOrZero;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every constraint on every type that it checks, in messages of messages. */
public final class Forms {
  private Forms() {}

  @Message
  public record Form(
      @Field(9) @NotNull @Nullable Texts texts,
      @Field(1) Numbers numbers,
      @Field(2) List<Texts> list,
      @Field(3) Map<String, Texts> byName,
      @Field(4) Map<Long, Numbers> byId,
      @Field(5) @Nullable Choice choice,
      @Field(6) @Size(min = 1, max = 2) List<Choice> choices,
      @Field(7) @Nullable Form inner,
      @Field(8) @NotNull @Nullable Instant at) {}

  @Message
  public sealed interface Choice {
    @Field(1)
    record Brief(@Field(1) @Size(max = 3) String text) implements Choice {}

    @Field(2)
    record Free(@Field(1) String text) implements Choice {}
  }

  @Message
  public record Texts(
      @Field(1) @NotBlank String blank,
      @Field(2) @Email String email,
      @Field(3) @NotEmpty @Size(min = 2, max = 4) String size,
      @Field(4) @Pattern(regexp = "^[a-z][\\w.-]*$") @Pattern(regexp = "(?=.*\\d).{2,}") String pattern,
      @Field(5) @Pattern(regexp = "(?:\\s|\\S|é)*") @Nullable String any,
      @Field(6) @Pattern(regexp = "[^\\s@&#\\-]+|.") @Nullable String space,
      @Field(7) @NotBlank @Email @Nullable String absent,
      @Field(8) @Size(max = 3) List<@NotBlank @Size(max = 3) String> list,
      @Field(9) Map<String, @Email String> map,
      @Field(10) @Size(min = 1, max = 2) byte[] bytes,
      @Field(11) @NotEmpty byte @Nullable [] maybe) {}

  @Message
  public record Numbers(
      @Field(1) @Min(-3) @Max(3) int small,
      @Field(2) @Positive @Nullable Integer positive,
      @Field(3) @Min(-9_007_199_254_740_993L) @DecimalMax("9007199254740993") long big,
      @Field(4) @Negative @Nullable Long negative,
      @Field(5) @DecimalMin("0.1") @DecimalMax(value = "0.3", inclusive = false) float single,
      @Field(6) @PositiveOrZero @Nullable Float zero,
      @Field(7) @DecimalMin(value = "0.1", inclusive = false) @DecimalMax("1e300") double twice,
      @Field(8) @NegativeOrZero @Nullable Double below,
      @Field(9) @AssertTrue boolean yes,
      @Field(10) @AssertFalse @Nullable Boolean no,
      @Field(11) List<@DecimalMin("0.5") Double> doubles,
      @Field(12) Map<Integer, @Max(2) Long> longs) {}
}
