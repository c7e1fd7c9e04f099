package dev.people;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

@Message
public record Count(@Field(1) int people) {}
