package dev.parley.examples.flowy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.annotations.Outcome;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.Subscription;
import dev.parley.core.client.Upload;
import dev.parley.examples.flowy.contract.BackupPB;
import dev.parley.examples.flowy.contract.ChunkPB;
import dev.parley.examples.flowy.contract.ImportPayloadPB;
import dev.parley.examples.flowy.contract.ImportedPB;
import dev.parley.examples.flowy.contract.PageCountPB;
import dev.parley.examples.flowy.contract.PagePB;
import dev.parley.examples.flowy.contract.ProgressPB;
import dev.parley.examples.flowy.contract.SignUpPayloadPB;
import dev.parley.examples.flowy.contract.UserEventClient;
import dev.parley.examples.flowy.contract.UserNotificationClient;
import dev.parley.examples.flowy.error.FlowyError;
import dev.parley.transport.unix.UnixSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the core tells by itself: how far, that something changed, how it ended. */
@Timeout(60)
final class NotificationsTest {
  @TempDir Path temporary;
  private FlowyCore flowy;
  private CoreClient client;
  private UserEventClient user;
  private UserNotificationClient notifications;
  private String id;

  @BeforeEach
  void signUp() throws Exception {
    Path socket = temporary.resolve("run/core.sock");
    flowy = FlowyCore.start(socket, temporary.resolve("data"));
    client =
        CoreClient.connect(
            UnixSocket.connect(socket), UserEventClient.CONTRACT, UserNotificationClient.CONTRACT);
    user = UserEventClient.of(client);
    notifications = UserNotificationClient.of(client);
    id = user.signUp(new SignUpPayloadPB("a@b", "Annie", "A!@123abc")).await().id();
  }

  @AfterEach
  void close() {
    client.close();
    flowy.close();
  }

  private static PagePB page(int number) {
    return new PagePB(0, "Page " + number, "");
  }

  @Test
  void anImportTellsHowFarItHasGotToWhoNamedIt() throws Exception {
    BlockingQueue<Integer> mine = new LinkedBlockingQueue<>();
    BlockingQueue<ProgressPB> others = new LinkedBlockingQueue<>();
    try (Subscription _ = notifications.onProgress("mine", progress -> mine.add(progress.pages()));
        Subscription _ = notifications.onProgress("another", p -> others.add(p));
        Upload<ChunkPB, ImportedPB, FlowyError> upload =
            user.importData(new ImportPayloadPB(false, "mine"))) {
      for (int i = 1; i <= 50; i++) {
        upload.send(new ChunkPB(List.of(page(2 * i), page(2 * i + 1))));
      }
      assertThat(upload.finish().await()).isEqualTo(new ImportedPB(100));
    }
    assertThat(List.copyOf(mine)).as("before the answer").isSorted().endsWith(100);
    assertThat(others).isEmpty();
  }

  @Test
  void pagesThatAreSavedAgainAndAgainAreToldOfWhenTheyHaveComeToRest() throws Exception {
    BlockingQueue<PageCountPB> heard = new LinkedBlockingQueue<>();
    try (Subscription _ = notifications.onPagesChanged(id, count -> heard.add(count))) {
      PagePB page = user.savePage(page(1)).await();
      for (int i = 1; i <= 20; i++) {
        user.savePage(new PagePB(page.number(), page.name(), "x".repeat(i))).await();
      }
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(new PageCountPB(1));
      // Saving may take longer than the longest wait, where the machine is busy.
      assertThat(heard).hasSizeLessThan(5);
    }
  }

  @Test
  void aBackupTellsHowItEnded() throws Exception {
    BlockingQueue<Outcome<BackupPB, FlowyError>> heard = new LinkedBlockingQueue<>();
    try (Subscription _ = notifications.onBackedUp(id, outcome -> heard.add(outcome))) {
      user.backUp().await();
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.Success.class);
    }
  }
}
