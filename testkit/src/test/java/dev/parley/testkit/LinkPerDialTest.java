package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Core;
import dev.parley.core.client.CoreClient;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transports that carry one front end each serve several together. */
@Timeout(30)
class LinkPerDialTest {
  private static ByteDuplex connect(Acceptor core) throws IOException {
    MemoryTransport one = MemoryTransport.create();
    var _ = one.listen(core);
    ByteDuplex frontEnd = one.dial();
    core.exhausted();
    return frontEnd;
  }

  @Test
  void oneFrontEndGoesAndTheOtherIsServed() throws Exception {
    LinkPerDial links = new LinkPerDial(LinkPerDialTest::connect);
    Echo echo = new Echo(NotificationHub.create());
    assertThatThrownBy(links::dial).hasMessageContaining("No core listens");
    try (Core _ = Core.builder().plugin(echo.binding()).listen(links).start()) {
      CoreClient.connect(links.dial(), Echo.GROUP).close();
      try (CoreClient next = CoreClient.connect(links.dial(), Echo.GROUP)) {
        CoreUnderTest.assertServed(next);
      }
    }
    assertThatThrownBy(links::dial).isInstanceOf(IOException.class);
  }
}
