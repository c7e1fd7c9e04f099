package dev.parley.transport.ffi;

import dev.parley.core.transport.Transport;

/**
 * An application's core as the shared library starts it within another process. An application
 * names its implementation as a provider of this service, in {@code META-INF/services} or its
 * module declaration.
 */
public interface EmbeddedCore {
  /**
   * Starts a core that listens on {@code way}. It may be called several times, from several
   * threads; each call makes a core of its own.
   *
   * @param way how front ends within this process reach the core
   * @param config what the host has given to {@code parley_start}, unchanged; empty if nothing
   * @return what closes the core, called once
   * @throws Exception if it can't be started; the host is told the message
   */
  AutoCloseable start(Transport way, String config) throws Exception;
}
