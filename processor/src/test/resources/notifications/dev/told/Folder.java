package dev.told;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

@Message
public record Folder(@Field(1) String id, @Field(2) int files) {}
