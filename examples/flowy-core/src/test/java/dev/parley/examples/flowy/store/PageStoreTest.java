package dev.parley.examples.flowy.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.examples.flowy.contract.PagePB;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageStoreTest {
  private static final PagePB ONE = new PagePB(0, "One", "first");
  private static final PagePB TWO = new PagePB(0, "Two", "second");

  @TempDir Path temporary;
  private DataFolder folder;
  private Database database;
  private PageStore pages;
  private String user;

  @BeforeEach
  void open() {
    folder = DataFolder.open(temporary);
    database = Database.open(folder);
    pages = new PageStore(database);
    user = new UserStore(database).signUp("a@b", "Annie", "hash").user().id();
  }

  @AfterEach
  void close() {
    database.close();
    folder.close();
  }

  @Test
  void aDraftIsSeenOnceItIsPublished() {
    pages.addToDraft("draft", List.of(ONE), () -> {});
    pages.addToDraft("draft", List.of(TWO), () -> {});
    assertThat(pages.pages(user, 0, 10)).isEmpty();
    assertThat(pages.publish("draft", user, false)).isEqualTo(2);
    assertThat(pages.pages(user, 0, 10)).extracting(PagePB::name).containsExactly("One", "Two");
    assertThat(pages.publish("draft", user, false)).as("a second time").isZero();
  }

  @Test
  void aDraftThatIsDiscardedIsGone() {
    pages.addToDraft("draft", List.of(ONE), () -> {});
    pages.addToDraft("other", List.of(TWO), () -> {});
    pages.discard("draft");
    assertThat(pages.publish("draft", user, false)).isZero();
    assertThat(pages.publish("other", user, false)).isEqualTo(1);
  }

  @Test
  void draftsOfACoreThatEndedAreGone() {
    pages.addToDraft("draft", List.of(ONE), () -> {});
    pages.discardAll();
    assertThat(pages.publish("draft", user, false)).isZero();
  }

  @Test
  void replacingRemovesTheUsersOwnPagesOnly() {
    String other = new UserStore(database).signUp("c@d", "Bert", "hash").user().id();
    pages.addToDraft("a", List.of(ONE), () -> {});
    var _ = pages.publish("a", user, false);
    pages.addToDraft("b", List.of(ONE), () -> {});
    var _ = pages.publish("b", other, false);
    pages.addToDraft("c", List.of(TWO), () -> {});
    assertThat(pages.publish("c", user, true)).isEqualTo(1);
    assertThat(pages.pages(user, 0, 10)).extracting(PagePB::name).containsExactly("Two");
    assertThat(pages.pages(other, 0, 10)).extracting(PagePB::name).containsExactly("One");
  }

  @Test
  void pagesComeInPortionsBehindANumber() {
    pages.addToDraft("draft", List.of(ONE, TWO, ONE), () -> {});
    var _ = pages.publish("draft", user, false);
    List<PagePB> first = pages.pages(user, 0, 2);
    assertThat(first).hasSize(2);
    assertThat(pages.pages(user, first.getLast().number(), 2)).hasSize(1);
  }

  @Test
  void aPageIsAddedAndReplacedAndCounted() {
    String other = new UserStore(database).signUp("c@d", "Bert", "hash").user().id();
    long number = pages.add(user, ONE);
    assertThat(pages.replace(user, new PagePB(number, "Two", "second"))).isTrue();
    assertThat(pages.replace(other, new PagePB(number, "Bert's", ""))).as("not theirs").isFalse();
    assertThat(pages.replace(user, new PagePB(number + 1, "None", ""))).isFalse();
    assertThat(pages.pages(user, 0, 10)).containsExactly(new PagePB(number, "Two", "second"));
    assertThat(pages.count(user)).isEqualTo(1);
    assertThat(pages.count(other)).isZero();
  }
}
