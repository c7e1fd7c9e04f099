package dev.parley.benchmarks.feed;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

/**
 * How many chunks, and how large together.
 *
 * @param chunks how many
 * @param bytes of all chunks together
 */
@Message
public record OrderPB(@Field(1) int chunks, @Field(2) long bytes) {}
