package dev.parley.examples.flowy.handlers;

import dev.parley.annotations.CallEndedException;
import dev.parley.annotations.Sink;
import dev.parley.annotations.Source;
import dev.parley.examples.flowy.contract.ChunkPB;
import dev.parley.examples.flowy.contract.ExportPayloadPB;
import dev.parley.examples.flowy.contract.FoundPagesPB;
import dev.parley.examples.flowy.contract.ImportPayloadPB;
import dev.parley.examples.flowy.contract.PageCountPB;
import dev.parley.examples.flowy.contract.PagePB;
import dev.parley.examples.flowy.contract.PageQueryPB;
import dev.parley.examples.flowy.contract.ProgressPB;
import dev.parley.examples.flowy.contract.UserNotification;
import dev.parley.examples.flowy.error.ErrorCode;
import dev.parley.examples.flowy.error.FlowyException;
import dev.parley.examples.flowy.store.Database;
import dev.parley.examples.flowy.store.PageStore;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What streams in the user module. The database is free while the front end is waited for, however
 * slow that is; a call that ends early throws {@link CallEndedException} from sink and source.
 */
final class PageHandlers {
  private static final int PAGES_PER_CHUNK = 100;

  private final PageStore pages;
  private final UserNotification notifications;

  PageHandlers(Database database, UserNotification notifications) {
    pages = new PageStore(database);
    this.notifications = notifications;
    pages.discardAll();
  }

  /** Sends the pages of a user that the payload asks for. */
  void export(String userId, ExportPayloadPB payload, Sink<ChunkPB> chunks) {
    int count = 0;
    List<PagePB> next = pages.pages(userId, payload.after(), PAGES_PER_CHUNK);
    while (!next.isEmpty()) {
      chunks.send(new ChunkPB(next));
      count += next.size();
      tellProgress(payload.task(), count);
      next = pages.pages(userId, next.getLast().number(), PAGES_PER_CHUNK);
    }
  }

  /**
   * Stores what comes, all of it or nothing.
   *
   * @return how many pages came
   */
  int importAll(String userId, ImportPayloadPB payload, Source<ChunkPB> chunks) {
    String draft = UUID.randomUUID().toString();
    boolean published = false;
    AtomicInteger stored = new AtomicInteger();
    try {
      for (ChunkPB chunk : chunks) {
        pages.addToDraft(
            draft, chunk.pages(), () -> tellProgress(payload.task(), stored.incrementAndGet()));
      }
      int count = pages.publish(draft, userId, payload.replace());
      published = true;
      tellChange(userId);
      return count;
    } finally {
      if (!published) {
        pages.discard(draft);
      }
    }
  }

  /** Stores one page, under a new number if it has none. */
  PagePB save(String userId, PagePB page) {
    PagePB stored = page;
    if (page.number() == 0) {
      stored = new PagePB(pages.add(userId, page), page.name(), page.text());
    } else if (!pages.replace(userId, page)) {
      throw new FlowyException(ErrorCode.RECORD_NOT_FOUND);
    }
    tellChange(userId);
    return stored;
  }

  private void tellProgress(String task, int count) {
    if (!task.isEmpty()) {
      notifications.progress(task, new ProgressPB(count));
    }
  }

  private void tellChange(String userId) {
    notifications.pagesChanged(userId, new PageCountPB(pages.count(userId)));
  }

  /** Answers query by query. */
  void find(String userId, Source<PageQueryPB> queries, Sink<FoundPagesPB> found) {
    for (PageQueryPB query : queries) {
      found.send(pages.find(userId, query.text()));
    }
  }
}
