package dev.parley.benchmarks.notify;

import dev.parley.benchmarks.contract.UserNotificationSender;
import dev.parley.core.Core;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.protocol.Limits;
import dev.parley.transport.unix.UnixSocketTransport;
import java.io.IOException;
import java.nio.file.Path;

/** A Parley core as anybody would start one, but for how many may connect. */
final class ParleyPublisher implements Publisher {
  private static final int MAX_CONNECTIONS = 2_000;

  private final UserNotificationSender sender;
  private final Core core;

  ParleyPublisher(Path socket) throws IOException {
    NotificationHub hub = NotificationHub.create();
    sender = new UserNotificationSender(hub);
    core =
        Core.builder()
            .name("fan-out")
            .notifications(hub)
            .limits(Limits.DEFAULT.withMaxConnections(MAX_CONNECTIONS))
            .listen(UnixSocketTransport.at(socket))
            .start();
  }

  @Override
  public void send(String token, String icon) {
    sender.profileUpdate(Stamp.profile(token, icon));
  }

  @Override
  public void close() {
    core.close();
  }
}
