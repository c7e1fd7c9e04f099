package dev.parley.examples.flowy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.client.CoreClient;
import dev.parley.examples.flowy.contract.SignUpPayloadPB;
import dev.parley.examples.flowy.contract.UserEventClient;
import dev.parley.examples.flowy.contract.UserNotificationClient;
import dev.parley.examples.flowy.contract.UserProfilePB;
import dev.parley.examples.flowy.store.StorageException;
import dev.parley.transport.unix.UnixSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlowyCoreTest {
  @TempDir Path temporary;
  private Path socket;
  private Path data;

  @BeforeEach
  void choosePaths() {
    socket = temporary.resolve("run/core.sock");
    data = temporary.resolve("data");
  }

  @Test
  void aFrontEndInJavaIsServedAndNotified() throws Exception {
    try (FlowyCore flowy = FlowyCore.start(socket, data);
        CoreClient client = connect()) {
      assertThat(flowy).isNotNull();
      ConcurrentLinkedQueue<UserProfilePB> heard = new ConcurrentLinkedQueue<>();
      UserNotificationClient.of(client).onUserSignIn(heard::add);
      UserEventClient user = UserEventClient.of(client);
      UserProfilePB profile = user.signUp(new SignUpPayloadPB("a@b", "Annie", "A!@123abc")).await();
      assertThat(heard).as("before the answer").containsExactly(profile);
      assertThat(user.checkUser().await()).isEqualTo(profile);
    }
  }

  @Test
  void aSecondCoreOnTheSameDataIsRefusedAndTheFirstGoesOn() throws Exception {
    try (FlowyCore flowy = FlowyCore.start(socket, data)) {
      assertThat(flowy).isNotNull();
      assertThatThrownBy(() -> FlowyCore.start(temporary.resolve("other/core.sock"), data))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("in use by another core");
      try (CoreClient client = connect()) {
        assertThat(client.coreName()).isEqualTo("flowy-core");
      }
    }
  }

  @Test
  void aCoreThatCanNotListenLeavesNothingOpen() throws Exception {
    Path taken = Files.writeString(temporary.resolve("taken"), "somebody's file");
    assertThatThrownBy(() -> FlowyCore.start(taken, data))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(taken.toString());
    assertThat(taken).hasContent("somebody's file");
    FlowyCore.start(socket, data).close();
  }

  private CoreClient connect() throws Exception {
    return CoreClient.connect(
        UnixSocket.connect(socket), UserEventClient.CONTRACT, UserNotificationClient.CONTRACT);
  }
}
