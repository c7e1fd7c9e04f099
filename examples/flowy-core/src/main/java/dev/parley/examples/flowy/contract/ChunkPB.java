package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * Some of a user's pages, as they are streamed.
 *
 * @param pages in the order of their numbers
 */
@Message
public record ChunkPB(@Field(1) @Size(max = 1_000) List<PagePB> pages) {
  /** Copies the list. */
  public ChunkPB {
    pages = List.copyOf(pages);
  }
}
