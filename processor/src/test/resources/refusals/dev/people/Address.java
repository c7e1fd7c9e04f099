package dev.people;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import jakarta.validation.constraints.NotBlank;

@Message
public record Address(@Field(1) @NotBlank String city) {
  /** What no constraint can say. */
  public Address {
    if (city.equals("Atlantis")) {
      throw new IllegalArgumentException("no such city: " + city);
    }
  }
}
