package dev.parley.examples.flowy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.client.Conversation;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.client.EventStream;
import dev.parley.core.client.Result;
import dev.parley.core.client.Upload;
import dev.parley.core.event.Empty;
import dev.parley.examples.flowy.contract.ChunkPB;
import dev.parley.examples.flowy.contract.ExportPayloadPB;
import dev.parley.examples.flowy.contract.FoundPagesPB;
import dev.parley.examples.flowy.contract.ImportPayloadPB;
import dev.parley.examples.flowy.contract.ImportedPB;
import dev.parley.examples.flowy.contract.PagePB;
import dev.parley.examples.flowy.contract.PageQueryPB;
import dev.parley.examples.flowy.contract.SignUpPayloadPB;
import dev.parley.examples.flowy.contract.UserEventClient;
import dev.parley.examples.flowy.error.ErrorCode;
import dev.parley.examples.flowy.error.FlowyError;
import dev.parley.transport.unix.UnixSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A user's pages stream to the core, into SQLite, and back. */
@Timeout(60)
final class StreamsTest {
  @TempDir Path temporary;
  private FlowyCore flowy;
  private CoreClient client;
  private UserEventClient user;

  @BeforeEach
  void signUp() throws Exception {
    Path socket = temporary.resolve("run/core.sock");
    flowy = FlowyCore.start(socket, temporary.resolve("data"));
    client = CoreClient.connect(UnixSocket.connect(socket), UserEventClient.CONTRACT);
    user = UserEventClient.of(client);
    user.signUp(new SignUpPayloadPB("a@b", "Annie", "A!@123abc")).await();
  }

  @AfterEach
  void close() {
    client.close();
    flowy.close();
  }

  /** Pages with the numbers from {@code first} to {@code last} in their names. */
  private static ChunkPB chunk(int first, int last) {
    return new ChunkPB(
        IntStream.rangeClosed(first, last)
            .mapToObj(i -> new PagePB(0, "Page " + i, "text of " + i))
            .toList());
  }

  private void importPages(int count) throws Exception {
    try (Upload<ChunkPB, ImportedPB, FlowyError> upload =
        user.importData(new ImportPayloadPB(false, ""))) {
      for (int first = 1; first <= count; first += 50) {
        upload.send(chunk(first, Math.min(count, first + 49)));
      }
      assertThat(upload.finish().await()).isEqualTo(new ImportedPB(count));
    }
  }

  private List<PagePB> exported(long after) {
    List<PagePB> pages = new ArrayList<>();
    try (EventStream<ChunkPB, Empty, FlowyError> stream =
        user.exportData(new ExportPayloadPB(after, ""))) {
      stream.forEach(chunk -> pages.addAll(chunk.pages()));
    }
    return pages;
  }

  @Test
  void whatWasImportedIsExportedInTheSameOrder() throws Exception {
    importPages(250);
    List<PagePB> pages = exported(0);
    assertThat(pages)
        .extracting(PagePB::name)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 250).mapToObj(i -> "Page " + i).toList());
    assertThat(pages).extracting(PagePB::number).isSorted();
    assertThat(pages.getLast().text()).isEqualTo("text of 250");
  }

  @Test
  void anExportGoesOnWhereAnotherEnded() throws Exception {
    importPages(250);
    long last;
    try (EventStream<ChunkPB, Empty, FlowyError> stream =
        user.exportData(new ExportPayloadPB(0, ""))) {
      last = stream.iterator().next().pages().getLast().number();
    }
    assertThat(exported(last)).hasSize(150).first().extracting(PagePB::name).isEqualTo("Page 101");
  }

  @Test
  void anImportThatIsGivenUpLeavesNothing() throws Exception {
    importPages(3);
    try (Upload<ChunkPB, ImportedPB, FlowyError> upload =
        user.importData(new ImportPayloadPB(true, ""))) {
      upload.send(chunk(1, 50));
    }
    assertThat(exported(0)).hasSize(3);
  }

  @Test
  void anImportMayReplaceWhatIsThere() throws Exception {
    importPages(3);
    try (Upload<ChunkPB, ImportedPB, FlowyError> upload =
        user.importData(new ImportPayloadPB(true, ""))) {
      upload.send(new ChunkPB(List.of(new PagePB(1, "The only one", ""))));
      assertThat(upload.finish().await()).isEqualTo(new ImportedPB(1));
    }
    assertThat(exported(0)).extracting(PagePB::name).containsExactly("The only one");
  }

  @Test
  void whoIsNotSignedInExportsNothing() throws Exception {
    user.signOut().await();
    try (EventStream<ChunkPB, Empty, FlowyError> stream =
        user.exportData(new ExportPayloadPB(0, ""))) {
      assertThatThrownBy(() -> stream.iterator().hasNext())
          .isInstanceOf(EventFailedException.class);
      assertThat(stream.result())
          .isEqualTo(new Result.Err<>(FlowyError.of(ErrorCode.USER_UNAUTHORIZED)));
    }
  }

  @Test
  void pagesAreFoundAsTheirNamesAreTyped() throws Exception {
    importPages(120);
    try (Conversation<PageQueryPB, FoundPagesPB, Empty, FlowyError> search = user.findPages()) {
      Iterator<FoundPagesPB> found = search.iterator();
      search.send(new PageQueryPB("page 12"));
      assertThat(found.next())
          .isEqualTo(new FoundPagesPB("page 12", 2, List.of("Page 12", "Page 120")));
      search.send(new PageQueryPB("page"));
      assertThat(found.next().count()).isEqualTo(120);
      search.send(new PageQueryPB("%"));
      assertThat(found.next()).isEqualTo(new FoundPagesPB("%", 0, List.of()));
      search.finish().await();
      assertThat(found.hasNext()).isFalse();
    }
  }
}
