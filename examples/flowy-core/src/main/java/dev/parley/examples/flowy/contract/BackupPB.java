package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

/**
 * A copy of everything the core keeps, as it was at one moment.
 *
 * @param path the absolute path of the file
 * @param bytes how large it is
 */
@Message
public record BackupPB(@Field(1) String path, @Field(2) long bytes) {}
