package dev.parley.transport.unix;

import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Transport;
import dev.parley.testkit.ResumableTransportContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class UnixTransportContractTest extends ResumableTransportContract {
  @TempDir Path temp;

  @Override
  protected Transport transport() {
    return UnixSocketTransport.at(socket());
  }

  @Override
  protected ByteDuplex dial() throws IOException {
    return UnixSocket.connect(socket());
  }

  private Path socket() {
    return temp.resolve("run/core");
  }
}
