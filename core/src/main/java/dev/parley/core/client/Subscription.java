package dev.parley.core.client;

/** A listener that hears of notifications until it is closed. */
public interface Subscription extends AutoCloseable {
  /** Stops listening; the listener is not called again once this returned on its own thread. */
  @Override
  void close();
}
