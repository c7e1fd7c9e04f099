package dev.parley.examples.flowy.store;

import dev.parley.examples.flowy.contract.AppearanceSettingsPB;
import dev.parley.examples.flowy.contract.LocaleSettingsPB;
import dev.parley.examples.flowy.contract.ThemeModePB;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the front ends look. Every method throws {@link StorageException} on a failure. */
public final class AppearanceStore {
  private static final String APPEARANCE =
      """
      SELECT theme, theme_mode, font, monospace_font, language_code, country_code,
        reset_to_default, is_menu_collapsed, menu_offset, key, value
      FROM appearance LEFT JOIN appearance_setting
      """;

  private final Database database;

  /** The appearance in {@code database}. */
  public AppearanceStore(Database database) {
    this.database = database;
  }

  /** What was stored last, or null. */
  public @Nullable AppearanceSettingsPB settings() {
    return database.read(connection -> {
      try (ResultSet rows = connection.statement(APPEARANCE).executeQuery()) {
        return rows.next() ? settings(rows) : null;
      }
    });
  }

  /** Stores {@code settings} in place of what was there. */
  public void store(AppearanceSettingsPB settings) {
    database.write(connection -> {
      connection
          .statement(
              "INSERT OR REPLACE INTO appearance VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              settings.theme(),
              settings.themeMode().name(),
              settings.font(),
              settings.monospaceFont(),
              settings.locale().languageCode(),
              settings.locale().countryCode(),
              settings.resetToDefault(),
              settings.isMenuCollapsed(),
              Double.toString(settings.menuOffset()))
          .executeUpdate();
      connection.statement("DELETE FROM appearance_setting").executeUpdate();
      for (Map.Entry<String, String> entry : settings.settingKeyValue().entrySet()) {
        connection
            .statement(
                "INSERT INTO appearance_setting VALUES (?, ?)", entry.getKey(), entry.getValue())
            .executeUpdate();
      }
      return settings;
    });
  }

  /** Reads all rows: each has the same settings and one further setting, the first perhaps none. */
  private static AppearanceSettingsPB settings(ResultSet rows) throws SQLException {
    String theme = rows.getString(1);
    ThemeModePB themeMode = ThemeModePB.valueOf(rows.getString(2));
    String font = rows.getString(3);
    String monospaceFont = rows.getString(4);
    LocaleSettingsPB locale = new LocaleSettingsPB(rows.getString(5), rows.getString(6));
    boolean resetToDefault = rows.getBoolean(7);
    boolean isMenuCollapsed = rows.getBoolean(8);
    double menuOffset = Double.parseDouble(rows.getString(9));
    Map<String, String> further = new HashMap<>();
    do {
      String key = rows.getString(10);
      if (key != null) {
        further.put(key, rows.getString(11));
      }
    } while (rows.next());
    return new AppearanceSettingsPB(
        theme,
        themeMode,
        font,
        monospaceFont,
        locale,
        resetToDefault,
        further,
        isMenuCollapsed,
        menuOffset);
  }
}
