package dev.told;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

@Message
public record Problem(@Field(1) String text) {}
