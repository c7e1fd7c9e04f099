package dev.parley.testkit;

import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Transport;
import java.io.IOException;

/** Transports that carry one front end each keep together what every transport must. */
class LinkPerDialTest extends TransportContract {
  private final LinkPerDial links = new LinkPerDial(LinkPerDialTest::connect);

  private static ByteDuplex connect(Acceptor core) throws IOException {
    MemoryTransport one = MemoryTransport.create();
    var _ = one.listen(core);
    ByteDuplex frontEnd = one.dial();
    core.exhausted();
    return frontEnd;
  }

  @Override
  protected Transport transport() {
    return links;
  }

  @Override
  protected ByteDuplex dial() throws IOException {
    return links.dial();
  }
}
