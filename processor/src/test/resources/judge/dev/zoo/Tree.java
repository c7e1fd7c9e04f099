package dev.zoo;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message that contains itself in every way. */
@Message
public record Tree(
    @Field(1) String label,
    @Field(2) @Nullable Tree left,
    @Field(3) List<Tree> children,
    @Field(4) Map<String, Tree> named,
    @Field(5) @Nullable Branch branch) {}
