package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import jakarta.validation.constraints.PositiveOrZero;

/**
 * Which pages to export.
 *
 * @param after those behind the page of this number; 0 for all. Who lost a connection goes on with
 *     the last number that came
 */
@Message
public record ExportPayloadPB(@Field(1) @PositiveOrZero long after) {}
