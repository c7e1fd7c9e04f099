package dev.data;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

@Message
public record Chunk(@Field(1) int number) {}
