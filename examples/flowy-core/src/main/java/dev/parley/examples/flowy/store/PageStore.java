package dev.parley.examples.flowy.store;

import dev.parley.examples.flowy.contract.FoundPagesPB;
import dev.parley.examples.flowy.contract.PagePB;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/**
 * The users' pages, and the drafts of those that are being imported: nobody sees a draft before it
 * is published. Every method throws {@link StorageException} on a failure.
 */
public final class PageStore {
  private static final int MOST_NAMES = 10;

  private final Database database;

  /** The pages of {@code database}. */
  public PageStore(Database database) {
    this.database = database;
  }

  /** The first {@code most} pages of a user behind the one with the number {@code after}. */
  public List<PagePB> pages(String userId, long after, int most) {
    return database.read(connection -> {
      List<PagePB> pages = new ArrayList<>();
      try (ResultSet rows =
          connection
              .statement(
                  """
                  SELECT number, name, text FROM page
                  WHERE user_id = ? AND number > ? ORDER BY number LIMIT ?
                  """,
                  userId,
                  after,
                  most)
              .executeQuery()) {
        while (rows.next()) {
          pages.add(new PagePB(rows.getLong(1), rows.getString(2), rows.getString(3)));
        }
      }
      return pages;
    });
  }

  /** How many pages a user has. */
  public int count(String userId) {
    return database.read(connection -> {
      try (ResultSet row =
          connection
              .statement("SELECT count(*) FROM page WHERE user_id = ?", userId)
              .executeQuery()) {
        return row.getInt(1);
      }
    });
  }

  /** Stores a page as a user's new one, and returns its number. */
  public long add(String userId, PagePB page) {
    return database.write(connection -> {
      try (ResultSet row =
          connection
              .statement(
                  "INSERT INTO page (user_id, name, text) VALUES (?, ?, ?) RETURNING number",
                  userId,
                  page.name(),
                  page.text())
              .executeQuery()) {
        return row.getLong(1);
      }
    });
  }

  /** Stores a page in place of a user's one with its number; says whether there is one. */
  public boolean replace(String userId, PagePB page) {
    return database.write(connection ->
        connection
                .statement(
                    "UPDATE page SET name = ?, text = ? WHERE user_id = ? AND number = ?",
                    page.name(),
                    page.text(),
                    userId,
                    page.number())
                .executeUpdate()
            == 1);
  }

  /** Which of a user's pages have {@code text} in their names. */
  public FoundPagesPB find(String userId, String text) {
    return database.read(connection -> {
      int count = 0;
      List<String> names = new ArrayList<>();
      try (ResultSet rows =
          connection
              .statement(
                  """
                  SELECT name FROM page
                  WHERE user_id = ? AND instr(lower(name), lower(?)) > 0 ORDER BY number
                  """,
                  userId,
                  text)
              .executeQuery()) {
        while (rows.next()) {
          if (count++ < MOST_NAMES) {
            names.add(rows.getString(1));
          }
        }
      }
      return new FoundPagesPB(text, count, names);
    });
  }

  /**
   * Adds pages to a draft; their numbers mean nothing.
   *
   * @param added told after each of them
   */
  public void addToDraft(String draft, List<PagePB> pages, Runnable added) {
    database.write(connection -> {
      for (PagePB page : pages) {
        connection
            .statement(
                "INSERT INTO draft_page (draft, name, text) VALUES (?, ?, ?)",
                draft,
                page.name(),
                page.text())
            .executeUpdate();
        added.run();
      }
      return pages;
    });
  }

  /**
   * Makes a draft's pages the user's, all at once.
   *
   * @param replace whether the user's others are removed
   * @return how many pages there were in the draft
   */
  public int publish(String draft, String userId, boolean replace) {
    return database.write(connection -> {
      if (replace) {
        connection.statement("DELETE FROM page WHERE user_id = ?", userId).executeUpdate();
      }
      int pages =
          connection
              .statement(
                  """
                  INSERT INTO page (user_id, name, text)
                  SELECT ?, name, text FROM draft_page WHERE draft = ? ORDER BY position
                  """,
                  userId,
                  draft)
              .executeUpdate();
      connection.statement("DELETE FROM draft_page WHERE draft = ?", draft).executeUpdate();
      return pages;
    });
  }

  /** Forgets a draft. */
  public void discard(String draft) {
    database.write(connection ->
        connection.statement("DELETE FROM draft_page WHERE draft = ?", draft).executeUpdate());
  }

  /** Forgets every draft: those of a core that ended meanwhile. */
  public void discardAll() {
    database.write(connection -> connection.statement("DELETE FROM draft_page").executeUpdate());
  }
}
