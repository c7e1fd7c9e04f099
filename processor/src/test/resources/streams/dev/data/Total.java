package dev.data;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

@Message
public record Total(@Field(1) long sum) {}
