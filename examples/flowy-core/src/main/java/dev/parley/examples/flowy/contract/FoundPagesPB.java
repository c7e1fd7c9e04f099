package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import java.util.List;

/**
 * What a query found.
 *
 * @param text the query's text
 * @param count how many pages there are
 * @param names the first of their names, ten at most
 */
@Message
public record FoundPagesPB(
    @Field(1) String text, @Field(2) int count, @Field(3) List<String> names) {
  /** Copies the list. */
  public FoundPagesPB {
    names = List.copyOf(names);
  }
}
