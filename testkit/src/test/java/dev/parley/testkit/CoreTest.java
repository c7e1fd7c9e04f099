package dev.parley.testkit;

import dev.parley.core.Core;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.protocol.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A core within the process, and front ends that are closed after each test. */
@Timeout(60)
abstract class CoreTest {
  final NotificationHub hub = NotificationHub.create();
  final Echo echo = new Echo(hub);
  final VirtualTicker time = new VirtualTicker();
  MemoryTransport transport = MemoryTransport.create();

  private final List<AutoCloseable> opened = new ArrayList<>();

  Core start(Limits limits) throws IOException {
    return start(limits, echo.binding());
  }

  Core start(Limits limits, EventGroupBinding... plugins) throws IOException {
    Core.Builder core = Core.builder();
    List.of(plugins).forEach(core::plugin);
    return opened(
        core.name("core").notifications(hub).listen(transport).limits(limits).ticker(time).start());
  }

  /** Waits until so many handlers have begun: a call that ends before never runs. */
  void untilCalled(int calls) {
    while (echo.calls() < calls) {
      Thread.onSpinWait();
    }
  }

  RawFrontEnd raw() throws IOException {
    return opened(new RawFrontEnd(transport.dial()));
  }

  <T extends AutoCloseable> T opened(T resource) {
    opened.addFirst(resource);
    return resource;
  }

  @AfterEach
  void closeEverything() throws Exception {
    echo.release();
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }
}
