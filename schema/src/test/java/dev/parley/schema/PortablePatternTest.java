package dev.parley.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.schema.PortablePattern.NotPortableException;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortablePatternTest {
  /** Characters about which regular expressions disagree, and some about which they don't. */
  private static final String CHARACTERS =
      "aZ09_-.,+*?(){}[]^$|\\/&#@ \t\n\u000b\f\r\u0085\u00a0\u2028\u2029\ufeffé\u0130ſ\uD83D\uDE00";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\u0000',
      textBlock =
          """
          [a-z]+ ; [a-z]+
          ^[a-z]+$ ; [a-z]+
          ^a|b$ ; a|b
          a.c ; a[^\\n\\r]c
          \\d{3} ; [0-9]{3}
          \\w+?x*? ; [0-9A-Z_a-z]+x*
          [\\w.-]+ ; [\\-.0-9A-Z_a-z]+
          [\\d-] ; [\\-0-9]
          [a-] ; [\\-a]
          [^\\]\\[^] ; [^\\[\\]\\^]
          (a)(?<name>b)(?:c) ; (?:a)(?:b)(?:c)
          (?=.{2,}$)a* ; (?=[^\\n\\r]{2,}(?![\\s\\S]))a*
          \\x41\\u0042\\x{43} ; ABC
          a\\-b\\@c} ; a-b@c\\}
          [\\x26&] ; [\\x26]
          a{2}b{3,}c{0,4} ; a{2}b{3,}c{0,4}
          """)
  void hasOneFormForEveryLanguage(String regexp, String portable) throws Exception {
    String text = PortablePattern.of(regexp).text();

    String shown = text.replace("\n", "\\n").replace("\r", "\\r");
    assertThat(shown.replace("\\x0a", "\\n").replace("\\x0d", "\\r"))
        .isEqualTo(portable.replace("[^\\n\\r]", "[^\\n\\r\\x85\\u2028\\u2029]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?i)a",
        "(?i:a)",
        "(?<=a)b",
        "(?<!a)b",
        "(?>a)",
        "a++",
        "a*+",
        "a?+",
        "a{2}+",
        "(a)\\1",
        "(?<n>a)\\k<n>",
        "\\bword\\b",
        "\\p{L}+",
        "\\P{Lu}",
        "\\Qa.b\\E",
        "\\R",
        "\\h",
        "\\X",
        "\\a",
        "\\e",
        "\\cA",
        "\\0101",
        "\\A",
        "\\z",
        "\\é",
        "[a-z&&[^b]]",
        "[a[b]]",
        "[]a]",
        "[^]a]",
        "[z-a]",
        "[\\d-z]",
        "[a",
        "(a",
        "a)",
        "*a",
        "a**",
        "a{2}{3}",
        "a{,3}",
        "a{x}",
        "{",
        "a{3,2}",
        "a{1001}",
        "a{1,1001}",
        "(?=a)*",
        "a^b",
        "a$b",
        "(a$)",
        "(^a)",
        "\\",
        "[\\",
        "[a-\\",
        "\\x4",
        "\\u00",
        "\\x{110000}",
        "\\x{}",
        "\\ud83d",
        "[\\ude00]",
        "(?",
        "(?<",
        "(?#x)"
      })
  void refusesWhatLanguagesDoNotShare(String regexp) {
    assertThatThrownBy(() -> PortablePattern.of(regexp))
        .isInstanceOf(NotPortableException.class)
        .hasMessageStartingWith("has ");
  }

  @Test
  void takesExpressionsUpToItsLimitsAndNoFurther() throws Exception {
    String longest = "a".repeat(PortablePattern.MAX_LENGTH);
    String deepest = "(".repeat(50) + "a" + ")".repeat(50);

    assertThat(PortablePattern.of(longest).text()).isEqualTo(longest);
    assertThat(PortablePattern.of(deepest).text()).contains("(?:a)");
    assertThat(PortablePattern.of("a{1000}").text()).isEqualTo("a{1000}");
    assertThatThrownBy(() -> PortablePattern.of(longest + "a")).hasMessageContaining("1,000");
    assertThatThrownBy(() -> PortablePattern.of("(" + deepest + ")")).hasMessageContaining("50");
  }

  @Test
  void meansWhatTheExpressionMeansToJava() throws Exception {
    List<String> expressions =
        List.of(
            "^[a-z]+$",
            ".*",
            "[\\s\\S]*",
            "\\s*\\S\\s*",
            "[^\\s]+",
            "[\\w.+-]*@?",
            "(?=.*[A-Z])(?=.*\\d).+",
            "(?!.*--)[a-z-]*",
            "(?:a|Z|\\d)*",
            "[\\W_]+",
            "[^\\D]*",
            "[&#@]{1,3}",
            "[\uD83D\uDE00é]+",
            "\\(?\\[?\\{?.?\\}?\\]?\\)?");
    var random = new Random(42);
    int matched = 0;
    for (String expression : expressions) {
      Pattern java = Pattern.compile(expression);
      Pattern portable = Pattern.compile(PortablePattern.of(expression).text());
      for (int i = 0; i < 2_000; i++) {
        String text = text(random);
        boolean matches = java.matcher(text).matches();
        matched += matches ? 1 : 0;
        assertThat(portable.matcher(text).matches())
            .as("%s, %s", expression, text)
            .isEqualTo(matches);
      }
    }
    assertThat(matched).isGreaterThan(1_000);
  }

  private static String text(Random random) {
    int[] characters = CHARACTERS.codePoints().toArray();
    var text = new StringBuilder();
    for (int length = random.nextInt(6); length > 0; length--) {
      text.appendCodePoint(characters[random.nextInt(characters.length)]);
    }
    return text.toString();
  }
}
