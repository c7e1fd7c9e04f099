package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import jakarta.validation.constraints.Size;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the front ends look.
 *
 * @param theme the theme's name
 * @param themeMode light or dark
 * @param font the family for text
 * @param monospaceFont the family for code
 * @param locale the language
 * @param resetToDefault whether a front end should go back to its own defaults
 * @param settingKeyValue further settings, by a name of the front end's choice
 * @param isMenuCollapsed whether the menu is hidden
 * @param menuOffset the width of the menu in logical pixels
 */
@Message
public record AppearanceSettingsPB(
    @Field(1) @Size(max = 100) String theme,
    @Field(2) ThemeModePB themeMode,
    @Field(3) @Size(max = 100) String font,
    @Field(4) @Size(max = 100) String monospaceFont,
    @Field(5) LocaleSettingsPB locale,
    @Field(6) boolean resetToDefault,
    @Field(7) @Size(max = 1_000) Map<String, @Size(max = 10_000) String> settingKeyValue,
    @Field(8) boolean isMenuCollapsed,
    @Field(9) double menuOffset) {
  /** The theme of a core that was told none. */
  public static final String DEFAULT_THEME = "light";

  /** What a core answers that was told nothing. */
  public static final AppearanceSettingsPB DEFAULTS =
      new AppearanceSettingsPB(
          DEFAULT_THEME,
          ThemeModePB.SYSTEM,
          "Poppins",
          "SF Mono",
          new LocaleSettingsPB("en", ""),
          true,
          Map.of(),
          false,
          0);

  /** Settings with an unmodifiable copy of {@code settingKeyValue}. */
  public AppearanceSettingsPB {
    // Map.copyOf would take time in the square of the keys' number if a front end chose them so.
    settingKeyValue = Collections.unmodifiableMap(new LinkedHashMap<>(settingKeyValue));
  }

  /** The same with another theme. */
  public AppearanceSettingsPB withTheme(String newTheme) {
    return new AppearanceSettingsPB(
        newTheme,
        themeMode,
        font,
        monospaceFont,
        locale,
        resetToDefault,
        settingKeyValue,
        isMenuCollapsed,
        menuOffset);
  }
}
