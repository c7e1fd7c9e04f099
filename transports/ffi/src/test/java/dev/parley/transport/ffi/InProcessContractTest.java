package dev.parley.transport.ffi;

import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Transport;
import dev.parley.testkit.MessageTransportContract;
import java.io.IOException;

/** The links of the real library, in this JVM, carry what every transport must. */
class InProcessContractTest extends MessageTransportContract {
  private final AttachedCore.Way way = new AttachedCore.Way();

  @Override
  protected Transport transport() {
    return opened(way);
  }

  @Override
  protected ByteDuplex dial() throws IOException {
    return way.dial();
  }
}
