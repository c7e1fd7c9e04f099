package dev.parley.examples.flowy.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.examples.flowy.error.ErrorCode;
import dev.parley.examples.flowy.error.FlowyException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class PayloadsTest {
  private static final String EMAIL = "annie@appflowy.io";
  private static final String PASSWORD = "A!@123abc";

  @Test
  void aSignInIsValidatedFromEmailToPasswordAndItsNameNotAtAll() {
    assertThat(refusal(() -> new SignInPayloadPB("nobody", "", "/"))).isEqualTo(20);
    assertThat(refusal(() -> new SignInPayloadPB(EMAIL, "", "/"))).isEqualTo(22);
    assertThat(new SignInPayloadPB(EMAIL, PASSWORD, "/").name()).isEqualTo("/");
    assertThat(new SignInPayloadPB(EMAIL, PASSWORD, "").name()).isEmpty();
  }

  @Test
  void aSignUpIsValidatedFromEmailToPasswordToName() {
    assertThat(refusal(() -> new SignUpPayloadPB("", "", ""))).isEqualTo(19);
    assertThat(refusal(() -> new SignUpPayloadPB(EMAIL, "", ""))).isEqualTo(22);
    assertThat(refusal(() -> new SignUpPayloadPB(EMAIL, "", PASSWORD))).isEqualTo(29);
    assertThat(new SignUpPayloadPB(EMAIL, "Annie", PASSWORD).name()).isEqualTo("Annie");
  }

  @Test
  void anUpdateIsValidatedFromEmailToPasswordToNameToId() {
    assertThat(refusal(() -> new UpdateUserProfilePayloadPB(" ", "", "x", "", null))).isEqualTo(20);
    assertThat(refusal(() -> new UpdateUserProfilePayloadPB(" ", "", EMAIL, "x", null)))
        .isEqualTo(25);
    assertThat(refusal(() -> new UpdateUserProfilePayloadPB(" ", "", EMAIL, PASSWORD, null)))
        .isEqualTo(29);
    assertThat(refusal(() -> new UpdateUserProfilePayloadPB(" ", "a", EMAIL, PASSWORD, null)))
        .isEqualTo(30);
  }

  @Test
  void whatAnUpdateLeavesOutIsNotValidated() {
    assertThat(new UpdateUserProfilePayloadPB("1", null, null, null, null).id()).isEqualTo("1");
    assertThat(refusal(() -> new UpdateUserProfilePayloadPB("", null, null, null, "x")))
        .isEqualTo(30);
    assertThat(refusal(() -> new UpdateUserProfilePayloadPB("1", null, "", null, null)))
        .isEqualTo(19);
  }

  @Test
  void whatIsValidIsKeptAsGiven() {
    SignUpPayloadPB payload = new SignUpPayloadPB("Annie@AppFlowy.IO", "  e\u0301 ", " A!@123abc ");
    assertThat(payload.email()).isEqualTo("Annie@AppFlowy.IO");
    assertThat(payload.name()).isEqualTo("  e\u0301 ");
    assertThat(payload.password()).isEqualTo(" A!@123abc ");
  }

  @Test
  void whatIsPrintedOfAMessageHasNoSecretInIt() {
    assertThat(new SignInPayloadPB(EMAIL, PASSWORD, "Annie").toString())
        .contains(EMAIL)
        .doesNotContain(PASSWORD);
    assertThat(new SignUpPayloadPB(EMAIL, "Annie", PASSWORD).toString())
        .contains(EMAIL)
        .doesNotContain(PASSWORD);
    assertThat(new UpdateUserProfilePayloadPB("1", null, EMAIL, PASSWORD, null).toString())
        .contains(EMAIL)
        .doesNotContain(PASSWORD);
    assertThat(new UserProfilePB("1", EMAIL, "Annie", "a-token", "").toString())
        .contains(EMAIL)
        .doesNotContain("a-token");
  }

  @Test
  void aRefusalQuotesNothingOfWhatWasTyped() {
    FlowyException refused =
        catchThrowableOfType(
            FlowyException.class, () -> new SignInPayloadPB(EMAIL, "canary", "Annie"));
    assertThat(refused.toString() + refused.error()).doesNotContain("canary");
  }

  @Test
  void appearanceSettingsDoNotChangeWithTheMapTheyWereMadeFrom() {
    Map<String, String> further = new HashMap<>(Map.of("a", "1"));
    AppearanceSettingsPB settings =
        new AppearanceSettingsPB(
            "", ThemeModePB.DARK, "", "", new LocaleSettingsPB("", ""), false, further, false, 0);
    further.put("b", "2");
    assertThat(settings.settingKeyValue()).containsExactly(Map.entry("a", "1"));
    assertThat(settings.withTheme("x")).isEqualTo(settings.withTheme("x")).isNotEqualTo(settings);
  }

  @Test
  void appearanceSettingsKeepTheOrderOfTheWire() {
    Map<String, String> further = new LinkedHashMap<>();
    for (int i = 20; i > 0; i--) {
      further.put("key " + i, "");
    }
    AppearanceSettingsPB settings =
        new AppearanceSettingsPB(
            "", ThemeModePB.DARK, "", "", new LocaleSettingsPB("", ""), false, further, false, 0);
    assertThat(settings.settingKeyValue().keySet()).containsExactlyElementsOf(further.keySet());
  }

  /** The number of the code with which {@code making} is refused. */
  private static int refusal(ThrowingCallable making) {
    FlowyException refused = catchThrowableOfType(FlowyException.class, making);
    assertThat(refused).isNotNull();
    ErrorCode code = refused.error().code();
    assertThat(refused.error().msg()).isEqualTo(code.text());
    return switch (code) {
      case EMAIL_IS_EMPTY -> 19;
      case EMAIL_FORMAT_INVALID -> 20;
      case PASSWORD_IS_EMPTY -> 22;
      case PASSWORD_FORMAT_INVALID -> 25;
      case USER_NAME_IS_EMPTY -> 29;
      case USER_ID_INVALID -> 30;
      default -> throw new AssertionError(code);
    };
  }
}
