package dev.parley.core.transport;

import java.io.IOException;

/** A way in for front ends: a unix socket, a pipe, a WebSocket, a C interface. */
public interface Transport {
  /**
   * Begins to accept and returns at once. A transport uses threads of its own to wait for front
   * ends, and hands each to the acceptor.
   *
   * @throws IOException if it can't; the message names the address and the way out
   */
  Listening listen(Acceptor acceptor) throws IOException;
}
