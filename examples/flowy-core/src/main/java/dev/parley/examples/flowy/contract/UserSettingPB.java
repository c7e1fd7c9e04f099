package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

/**
 * The current user's settings.
 *
 * @param userFolder the absolute path of the folder with their data
 */
@Message
public record UserSettingPB(@Field(1) String userFolder) {}
