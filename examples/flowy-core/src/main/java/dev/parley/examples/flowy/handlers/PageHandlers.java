package dev.parley.examples.flowy.handlers;

import dev.parley.annotations.CallEndedException;
import dev.parley.annotations.Sink;
import dev.parley.annotations.Source;
import dev.parley.examples.flowy.contract.ChunkPB;
import dev.parley.examples.flowy.contract.FoundPagesPB;
import dev.parley.examples.flowy.contract.PagePB;
import dev.parley.examples.flowy.contract.PageQueryPB;
import dev.parley.examples.flowy.store.Database;
import dev.parley.examples.flowy.store.PageStore;
import java.util.List;
import java.util.UUID;

/**
 * What streams in the user module. The database is free while the front end is waited for, however
 * slow that is; a call that ends early throws {@link CallEndedException} from sink and source.
 */
final class PageHandlers {
  private static final int PAGES_PER_CHUNK = 100;

  private final PageStore pages;

  PageHandlers(Database database) {
    pages = new PageStore(database);
    pages.discardAll();
  }

  /** Sends a user's pages behind the one with the number {@code after}. */
  void export(String userId, long after, Sink<ChunkPB> chunks) {
    List<PagePB> next = pages.pages(userId, after, PAGES_PER_CHUNK);
    while (!next.isEmpty()) {
      chunks.send(new ChunkPB(next));
      next = pages.pages(userId, next.getLast().number(), PAGES_PER_CHUNK);
    }
  }

  /**
   * Stores what comes, all of it or nothing.
   *
   * @return how many pages came
   */
  int importAll(String userId, boolean replace, Source<ChunkPB> chunks) {
    String draft = UUID.randomUUID().toString();
    boolean published = false;
    try {
      for (ChunkPB chunk : chunks) {
        pages.addToDraft(draft, chunk.pages());
      }
      int count = pages.publish(draft, userId, replace);
      published = true;
      return count;
    } finally {
      if (!published) {
        pages.discard(draft);
      }
    }
  }

  /** Answers query by query. */
  void find(String userId, Source<PageQueryPB> queries, Sink<FoundPagesPB> found) {
    for (PageQueryPB query : queries) {
      found.send(pages.find(userId, query.text()));
    }
  }
}
