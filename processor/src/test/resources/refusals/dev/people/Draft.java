package dev.people;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import java.util.List;
import java.util.Map;

/** What a front end sends as a {@link Person} that does not know what the core refuses. */
@Message
public record Draft(
    @Field(1) String email,
    @Field(2) List<String> tags,
    @Field(3) List<Place> addresses,
    @Field(4) Map<String, Place> byUse) {
  @Message
  public record Place(@Field(1) String city) {}
}
