package dev.parley.core.client;

import dev.parley.core.transport.ByteDuplex;
import java.io.IOException;

/** Connects to a core: the first time, and again whenever the link to it was lost. */
@FunctionalInterface
public interface Dialer {
  /**
   * Makes a new link. Called on one thread at a time, the caller's the first time and then one of
   * the client's own; closing the client interrupts it. The client owns the link and closes it.
   *
   * @throws IOException if there is no way to the core just now; the client tries again later
   */
  ByteDuplex dial() throws IOException;
}
