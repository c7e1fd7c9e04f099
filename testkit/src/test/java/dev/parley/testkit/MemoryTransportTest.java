package dev.parley.testkit;

import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Transport;
import java.io.IOException;

/** The transport within the process keeps what every transport must. */
class MemoryTransportTest extends ResumableTransportContract {
  private final MemoryTransport transport = MemoryTransport.create();

  @Override
  protected Transport transport() {
    return transport;
  }

  @Override
  protected ByteDuplex dial() throws IOException {
    return transport.dial();
  }
}
