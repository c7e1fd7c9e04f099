package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

/**
 * What was imported.
 *
 * @param pages how many pages
 */
@Message
public record ImportedPB(@Field(1) int pages) {}
