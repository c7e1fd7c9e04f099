package dev.parley.core.memory;

import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One end of a connection within the process. */
final class MemoryDuplex implements ByteDuplex {
  private final BytePipe incoming;
  private final BytePipe outgoing;
  private final Peer peer;

  MemoryDuplex(BytePipe incoming, BytePipe outgoing, Peer peer) {
    this.incoming = incoming;
    this.outgoing = outgoing;
    this.peer = peer;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return incoming.read(target);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return outgoing.write(source);
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public void close() {
    outgoing.closeWriter();
    incoming.closeReader();
  }
}
