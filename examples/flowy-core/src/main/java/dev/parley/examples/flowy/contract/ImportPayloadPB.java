package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import jakarta.validation.constraints.Size;

/**
 * How to import pages.
 *
 * @param replace whether they take the place of the user's pages, or come behind them
 * @param task the front end's name for this import, the subject of its {@link
 *     UserNotification#progress}; empty for none
 */
@Message
public record ImportPayloadPB(@Field(1) boolean replace, @Field(2) @Size(max = 100) String task) {}
