package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;

/**
 * Which pages to export.
 *
 * @param after those behind the page of this number; 0 for all. Who gave an export up goes on with
 *     the last number that came
 * @param task the front end's name for this export, the subject of its {@link
 *     UserNotification#progress}; empty for none
 */
@Message
public record ExportPayloadPB(
    @Field(1) @PositiveOrZero long after, @Field(2) @Size(max = 100) String task) {}
