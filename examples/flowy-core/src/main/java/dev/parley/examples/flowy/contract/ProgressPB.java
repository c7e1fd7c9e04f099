package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

/**
 * How far an import or an export has got.
 *
 * @param pages how many pages have come, or gone
 */
@Message
public record ProgressPB(@Field(1) int pages) {}
