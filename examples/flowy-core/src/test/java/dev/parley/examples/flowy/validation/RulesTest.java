package dev.parley.examples.flowy.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.examples.flowy.error.ErrorCode;
import dev.parley.examples.flowy.error.FlowyException;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RulesTest {
  private static final String FAMILY = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67"; // 1 of 8
  private static final String E_ACUTE = "e\u0301"; // 1 of 2

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n", "\u00a0", "\u2003\u3000", "\u0085"})
  void whatIsBlankIsCalledEmptyByEachRule(String blank) {
    assertThat(refusal(UserEmail::requireValid, blank)).isEqualTo(ErrorCode.EMAIL_IS_EMPTY);
    assertThat(refusal(UserPassword::requireValid, blank)).isEqualTo(ErrorCode.PASSWORD_IS_EMPTY);
    assertThat(refusal(UserName::requireValid, blank)).isEqualTo(ErrorCode.USER_NAME_IS_EMPTY);
    assertThat(refusal(UserId::requireValid, blank)).isEqualTo(ErrorCode.USER_ID_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "annie@appflowy.io",
        "a@b",
        "first.last+tag@sub.example.co.uk",
        "!#$%&'*+/=?^_`{|}~-@example.org",
        "a@xn--bcher-kva.example",
        "a@1.2",
        ".a..b.@example.org"
      })
  void anAddressThatABrowserAcceptsIsValid(String email) {
    assertThatCode(() -> UserEmail.requireValid(email)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "annie",
        "@example.org",
        "annie@",
        "annie@@example.org",
        "annie@example..org",
        "annie@-example.org",
        "annie@example-.org",
        "annie@example.org.",
        "annie@exa mple.org",
        " annie@example.org",
        "annie@example.org ",
        "annie@example.org\n",
        "an nie@example.org",
        "\"annie\"@example.org",
        "annie@b\u00fccher.example",
        "\u00e4@example.org",
        "annie@[127.0.0.1]"
      })
  void anAddressThatABrowserRefusesIsMalformed(String email) {
    assertThat(refusal(UserEmail::requireValid, email)).isEqualTo(ErrorCode.EMAIL_FORMAT_INVALID);
  }

  @Test
  void anAddressHasAtMost64CharactersBeforeTheAtAnd255AfterIt() {
    String label = "a".repeat(63);
    String domain = String.join(".", label, label, label, label);
    assertThat(domain).hasSize(255);
    UserEmail.requireValid("a".repeat(64) + "@" + domain);

    assertThat(refusal(UserEmail::requireValid, "a".repeat(65) + "@example.org"))
        .isEqualTo(ErrorCode.EMAIL_FORMAT_INVALID);
    assertThat(refusal(UserEmail::requireValid, "a@b." + domain.substring(1)))
        .isEqualTo(ErrorCode.EMAIL_FORMAT_INVALID);
    assertThat(refusal(UserEmail::requireValid, "a@" + "a".repeat(64)))
        .isEqualTo(ErrorCode.EMAIL_FORMAT_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A!@123abc",
        "aB3$ef", // 6
        "aB3 ef", // a space is special
        "\u00e4\u00c4\u0663-\u00f6\u00f6" // neither Latin nor Arabic digits are needed
      })
  void aPasswordWithAllKindsOfCharactersIsValid(String password) {
    assertThatCode(() -> UserPassword.requireValid(password)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aB3$e", // 5
        "aBc$efgh", // no digit
        "AB3$EFGH", // no lower case
        "ab3$efgh", // no upper case
        "aB3_efgh", // _ is a word character
        "aB3defgh"
      })
  void aPasswordThatLacksSomethingIsMalformed(String password) {
    assertThat(refusal(UserPassword::requireValid, password))
        .isEqualTo(ErrorCode.PASSWORD_FORMAT_INVALID);
  }

  @Test
  void aPasswordHas6To100CharactersAsPeopleCountThem() {
    UserPassword.requireValid("aB3$" + "x".repeat(96));
    UserPassword.requireValid("aB3$" + FAMILY.repeat(96));
    UserPassword.requireValid("aB3$" + E_ACUTE.repeat(2));

    assertThat(refusal(UserPassword::requireValid, "aB3$" + "x".repeat(97)))
        .isEqualTo(ErrorCode.PASSWORD_TOO_LONG);
    assertThat(refusal(UserPassword::requireValid, "aB3$" + FAMILY.repeat(97)))
        .isEqualTo(ErrorCode.PASSWORD_TOO_LONG);
    assertThat(refusal(UserPassword::requireValid, "aB3$" + E_ACUTE))
        .isEqualTo(ErrorCode.PASSWORD_FORMAT_INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "(", ")", "\"", "<", ">", "\\", "{", "}"})
  void eachForbiddenCharacterIsRefusedInPasswordsAndNames(String forbidden) {
    assertThat(refusal(UserPassword::requireValid, "aB3$ef" + forbidden))
        .isEqualTo(ErrorCode.PASSWORD_CONTAINS_FORBID_CHARACTERS);
    assertThat(refusal(UserName::requireValid, forbidden + "Annie"))
        .isEqualTo(ErrorCode.USER_NAME_CONTAIN_FORBIDDEN_CHARACTERS);
  }

  @Test
  void ofSeveralFaultsInAPasswordTheFirstInTheListIsNamed() {
    String tooLongAndForbiddenAndWeak = "/".repeat(101);
    assertThat(refusal(UserPassword::requireValid, tooLongAndForbiddenAndWeak))
        .isEqualTo(ErrorCode.PASSWORD_TOO_LONG);
    assertThat(refusal(UserPassword::requireValid, "/"))
        .isEqualTo(ErrorCode.PASSWORD_CONTAINS_FORBID_CHARACTERS);
    assertThat(refusal(UserPassword::requireValid, " ".repeat(101)))
        .isEqualTo(ErrorCode.PASSWORD_IS_EMPTY);
  }

  @Test
  void aNameHasUpTo256CharactersAsPeopleCountThem() {
    UserName.requireValid("x");
    UserName.requireValid("x".repeat(256));
    UserName.requireValid(FAMILY.repeat(256));

    assertThat(refusal(UserName::requireValid, "x".repeat(257)))
        .isEqualTo(ErrorCode.USER_NAME_TOO_LONG);
    assertThat(refusal(UserName::requireValid, FAMILY.repeat(257)))
        .isEqualTo(ErrorCode.USER_NAME_TOO_LONG);
    assertThat(refusal(UserName::requireValid, "/".repeat(257)))
        .isEqualTo(ErrorCode.USER_NAME_TOO_LONG);
  }

  /** The largest text that fits a frame, in the shapes that cost a careless rule square time. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "\u0301",
        "\u200d",
        "\uD83C\uDDE9",
        "\uD83D\uDC68\u200D",
        "\u0915\u094d",
        " ",
        "a.",
        "-"
      })
  void aHugeTextIsJudgedInLinearTime(String piece) {
    String text = piece.repeat(2_000_000 / piece.length());
    Assertions.assertTimeout(
        Duration.ofSeconds(10),
        () -> {
          refusalOrNothing(UserName::requireValid, "aB3$" + text);
          refusalOrNothing(UserPassword::requireValid, "aB3$" + text);
          refusalOrNothing(UserEmail::requireValid, "a@" + text);
          refusalOrNothing(UserEmail::requireValid, text + "@a");
          refusalOrNothing(UserId::requireValid, text);
        });
  }

  private static ErrorCode refusal(Consumer<String> rule, String text) {
    FlowyException refusal = catchThrowableOfType(FlowyException.class, () -> rule.accept(text));
    assertThat(refusal).as("refusal of <%s>", text).isNotNull();
    return refusal.error().code();
  }

  private static void refusalOrNothing(Consumer<String> rule, String text) {
    try {
      rule.accept(text);
    } catch (FlowyException refused) {
      assertThat(refused.error().msg()).hasSizeLessThan(200);
    }
  }
}
