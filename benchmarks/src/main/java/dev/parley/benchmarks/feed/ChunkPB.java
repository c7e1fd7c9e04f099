package dev.parley.benchmarks.feed;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

/**
 * A piece of something large.
 *
 * @param content the bytes
 */
@Message
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record ChunkPB(@Field(1) byte[] content) {}
