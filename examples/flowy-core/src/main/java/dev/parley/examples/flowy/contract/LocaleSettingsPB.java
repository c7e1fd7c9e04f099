package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

/**
 * The language of the front ends.
 *
 * @param languageCode ISO 639, for example {@code en}
 * @param countryCode ISO 3166-1 alpha-2, for example {@code US}; empty for any
 */
@Message
public record LocaleSettingsPB(@Field(1) String languageCode, @Field(2) String countryCode) {}
