package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

/**
 * What a user has.
 *
 * @param pages how many pages
 */
@Message
public record PageCountPB(@Field(1) int pages) {}
