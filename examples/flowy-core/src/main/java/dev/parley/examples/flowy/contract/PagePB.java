package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import dev.parley.examples.flowy.validation.PageName;
import jakarta.validation.constraints.Size;

/**
 * A page that a user wrote.
 *
 * @param number its place among the user's pages; the core gives it, an import gives new ones; 0
 *     for a page that is not stored yet
 * @param name what it is called
 * @param text what is on it
 */
@Message
public record PagePB(
    @Field(1) long number,
    @Field(2) @Size(max = PageName.MOST_UNITS) String name,
    @Field(3) @Size(max = 1_000_000) String text) {
  /** Validates the name. */
  public PagePB {
    PageName.requireValid(name);
  }
}
