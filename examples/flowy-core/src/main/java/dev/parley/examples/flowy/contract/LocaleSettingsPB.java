package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * The language of the front ends.
 *
 * @param languageCode ISO 639, for example {@code en}
 * @param countryCode ISO 3166-1 alpha-2, for example {@code US}; empty for any
 */
@Message
public record LocaleSettingsPB(
    @Field(1) @Size(max = 8) String languageCode,
    @Field(2) @Pattern(regexp = "([A-Z]{2})?", message = "must be two capital letters, or empty")
        String countryCode) {}
