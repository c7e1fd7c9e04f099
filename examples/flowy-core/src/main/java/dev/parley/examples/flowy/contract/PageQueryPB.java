package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import jakarta.validation.constraints.Size;

/**
 * Which pages to look for.
 *
 * @param text a part of their names; A to Z are the same as a to z
 */
@Message
public record PageQueryPB(@Field(1) @Size(max = 1_000) String text) {}
