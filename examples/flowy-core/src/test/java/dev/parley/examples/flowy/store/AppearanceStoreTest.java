package dev.parley.examples.flowy.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.examples.flowy.contract.AppearanceSettingsPB;
import dev.parley.examples.flowy.contract.LocaleSettingsPB;
import dev.parley.examples.flowy.contract.ThemeModePB;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AppearanceStoreTest {
  @TempDir Path temporary;

  @Test
  void whatWasStoredLastIsThereAfterARestart() {
    AppearanceSettingsPB dark = settings(ThemeModePB.DARK, Map.of("a", "1", "", "", "\0", "\0x"));
    AppearanceSettingsPB light = settings(ThemeModePB.LIGHT, Map.of());
    assertThat(stored()).isNull();
    assertThat(storedAfter(dark)).isEqualTo(dark);
    assertThat(storedAfter(light)).isEqualTo(light);
    assertThat(stored()).isEqualTo(light);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        -0.0,
        0.1,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        9007199254740991.0
      })
  void anOffsetIsKeptToTheLastBit(double offset) {
    AppearanceSettingsPB settings =
        new AppearanceSettingsPB(
            "",
            ThemeModePB.SYSTEM,
            "",
            "",
            new LocaleSettingsPB("", ""),
            false,
            Map.of(),
            true,
            offset);
    assertThat(storedAfter(settings)).isEqualTo(settings);
  }

  private AppearanceSettingsPB settings(ThemeModePB mode, Map<String, String> further) {
    return new AppearanceSettingsPB(
        "\u00e4'\";--",
        mode,
        "font",
        "mono",
        new LocaleSettingsPB("de", "CH"),
        mode == ThemeModePB.DARK,
        further,
        mode == ThemeModePB.LIGHT,
        12.5);
  }

  private @Nullable Object storedAfter(AppearanceSettingsPB settings) {
    try (DataFolder folder = DataFolder.open(temporary);
        Database database = Database.open(folder)) {
      new AppearanceStore(database).store(settings);
    }
    return stored();
  }

  private @Nullable Object stored() {
    try (DataFolder folder = DataFolder.open(temporary);
        Database database = Database.open(folder)) {
      return new AppearanceStore(database).settings();
    }
  }
}
