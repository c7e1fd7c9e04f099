package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import java.util.List;

/**
 * Some of a user's pages, as they are streamed.
 *
 * @param pages in the order of their numbers
 */
@Message
public record ChunkPB(@Field(1) List<PagePB> pages) {
  /** Copies the list. */
  public ChunkPB {
    pages = List.copyOf(pages);
  }
}
