package dev.parley.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.schema.json.ContractReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of Jakarta Validation is read, and that nothing of it is passed over in silence. */
class ConstraintVariantsTest {
  private static final String IMPORTS =
      """
      package demo;
      import dev.parley.annotations.*;
      import jakarta.validation.Valid;
      import jakarta.validation.constraints.*;
      import java.time.*;
      import java.util.*;
      import org.jspecify.annotations.Nullable;
      """;

  @Test
  void constraintsThatCannotBeHonoured() {
    assertReported(
        IMPORTS
            + """
            @Message public record Wrong(
                @Field(1) @Future Instant a, // PARLEY060
                @Field(2) @Digits(integer = 3, fraction = 2) double b, // PARLEY060
                @Field(3) @Rules.Own String c, // PARLEY060
                @Field(4) List<@Past Instant> d, // PARLEY060
                @Field(5) @Email int e, // PARLEY061
                @Field(6) @Size(max = 3) long f, // PARLEY061
                @Field(7) @Min(1) String g, // PARLEY061
                @Field(value = 8, type = FieldType.UINT32) @Min(1) int h, // PARLEY061
                @Field(9) Map<@NotBlank String, String> i, // PARLEY061
                @Field(10) @AssertTrue String j, // PARLEY061
                @Field(11) @NotBlank List<String> k, // PARLEY061
                @Field(12) List<@Email Integer> l, // PARLEY061
                @Field(13) @NotBlank(groups = Runnable.class) String m, // PARLEY062
                @Field(14) @NotNull(payload = Rules.Level.class) String n, // PARLEY062
                @Field(15) @Pattern(regexp = "a", flags = Pattern.Flag.CASE_INSENSITIVE) String o, // PARLEY062
                @Field(16) @NotBlank(message = "{name.blank}") String p, // PARLEY062
                @Field(17) @Email(regexp = "a") String q, // PARLEY062
                @Field(18) List<@Pattern(regexp = "(?i)a") String> r, // PARLEY063
                @Field(19) @Size(min = -1) String s, // PARLEY064
                @Field(20) @Size String t, // PARLEY064
                @Field(21) @DecimalMin("many") long u, // PARLEY064
                @Field(22) @Max(3_000_000_000L) int v, // PARLEY064
                @Field(23) @Min(9_007_199_254_740_993L) double w, // PARLEY064
                @Field(24) @DecimalMax("1e400") double x, // PARLEY064
                @Field(25) @NotBlank(message = " ") String y // PARLEY064
                ) {}
            """,
        """
        package demo;
        import jakarta.validation.*;
        import java.lang.annotation.*;
        public interface Rules {
          interface Level extends Payload {}

          @Constraint(validatedBy = {})
          @Target({ElementType.FIELD, ElementType.TYPE_USE})
          @Retention(RetentionPolicy.RUNTIME)
          @interface Own {
            String message() default "";
            Class<?>[] groups() default {};
            Class<? extends Payload>[] payload() default {};
          }
        }
        """);
  }

  @Test
  void constraintsWhereNobodyChecksThem() {
    assertReported(
        IMPORTS
            + """
            @Message public record Form(@Field(1) int age) {
              @AssertTrue public boolean isAdult() { // PARLEY042
                return age >= 18;
              }
              @Max(150) public int age() { // PARLEY042
                return age;
              }
            }
            """,
        IMPORTS
            + """
            @EventGroup public interface FormEvent {
              @Event(1) @NotNull Form send(@Valid @NotNull Form form);
              @Event(2) void take(@Rules.Filled Form form); // PARLEY042
            }
            """,
        """
        package demo;
        import jakarta.validation.*;
        import java.lang.annotation.*;
        public interface Rules {
          @Constraint(validatedBy = {})
          @Target(ElementType.PARAMETER)
          @Retention(RetentionPolicy.RUNTIME)
          @interface Filled {
            String message() default "";
            Class<?>[] groups() default {};
            Class<? extends Payload>[] payload() default {};
          }
        }
        """);
  }

  @Test
  void everyConstraintIsReadAndCarriedInTheContract() throws Exception {
    Compiled compiled =
        Compiled.of(
            IMPORTS
                + """
                @Message public record All(
                    @Field(1) @NotBlank @Email @Size(max = 80) String a,
                    @Field(2) @Pattern(regexp = "^[a-z]+$") @Pattern(regexp = "..+", message = "no") String b,
                    @Field(3) @Min(18) @Max(150) int c,
                    @Field(4) @DecimalMin(value = "0.50", inclusive = false) @DecimalMax("1") double d,
                    @Field(5) @Positive @NegativeOrZero @Nullable Long e,
                    @Field(6) @PositiveOrZero @Negative float f,
                    @Field(7) @AssertTrue boolean g,
                    @Field(8) @AssertFalse boolean h,
                    @Field(9) @NotEmpty @Size(min = 1, max = 1) List<@NotBlank @Size(min = 2) String> i,
                    @Field(10) @Size(min = 2, max = 3) Map<String, @Valid All> j,
                    @Field(11) @Size(min = 4, max = 4) byte @Nullable [] k,
                    @Field(12) @NotNull @Nullable Instant l,
                    @Field(13) Map<Integer, @Email(message = "must be known") String> m) {}
                """);

    assertThat(compiled.messages()).isEmpty();
    String json = compiled.text("META-INF/parley/demo.package-types.json");
    var said = new ArrayList<String>();
    json.lines()
        .map(String::strip)
        .filter(it -> it.startsWith("\"message\": ") || it.startsWith("\"constraint\": "))
        .forEach(said::add);
    assertThat(String.join("\n", said).replace("\",\n\"message\": \"", ": "))
        .isEqualTo(
            """
            "constraint": "NotBlank: must not be blank"
            "constraint": "Email: must be an e-mail address"
            "constraint": "Size: must have at most 80 characters"
            "constraint": "Pattern: must match ^[a-z]+$"
            "constraint": "Pattern: no"
            "constraint": "Min: must be at least 18"
            "constraint": "Max: must be at most 150"
            "constraint": "DecimalMin: must be greater than 0.5"
            "constraint": "DecimalMax: must be at most 1"
            "constraint": "Positive: must be greater than 0"
            "constraint": "NegativeOrZero: must be at most 0"
            "constraint": "PositiveOrZero: must be at least 0"
            "constraint": "Negative: must be less than 0"
            "constraint": "AssertTrue: must be true"
            "constraint": "AssertFalse: must be false"
            "constraint": "NotEmpty: must not be empty"
            "constraint": "Size: must have exactly 1 element"
            "constraint": "NotBlank: must not be blank"
            "constraint": "Size: must have at least 2 characters"
            "constraint": "Size: must have 2 to 3 entries"
            "constraint": "Size: must have exactly 4 bytes"
            "constraint": "NotNull: must not be absent"
            "constraint": "Email: must be known"\
            """);
    assertThat(ContractReader.read("test", json).types()).hasSize(1);
  }

  private static void assertReported(String... sources) {
    var expected = new ArrayList<String>();
    for (String source : sources) {
      List<String> lines = source.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        int mark = lines.get(i).indexOf("// PARLEY");
        if (mark >= 0) {
          expected.add(
              Compiled.fileOf(source) + ":" + (i + 1) + " " + lines.get(i).substring(mark + 3));
        }
      }
    }

    Compiled compiled = Compiled.of(sources);

    assertThat(compiled.messages().stream().map(it -> it.file() + ":" + it.line() + " " + it.id()))
        .as("%s", compiled.messages())
        .containsExactlyInAnyOrderElementsOf(expected);
  }
}
