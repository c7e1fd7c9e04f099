package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

/**
 * How to import pages.
 *
 * @param replace whether they take the place of the user's pages, or come behind them
 */
@Message
public record ImportPayloadPB(@Field(1) boolean replace) {}
