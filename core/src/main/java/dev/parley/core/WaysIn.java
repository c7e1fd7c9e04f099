package dev.parley.core;

import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The transports of a core, as far as they may still bring front ends. */
final class WaysIn {
  private final Acceptor core;
  private final Runnable whenExhausted;

  /** One for each transport, and one until the core has started. */
  private final AtomicInteger open;

  WaysIn(Acceptor core, int transports, Runnable whenExhausted) {
    this.core = core;
    this.whenExhausted = whenExhausted;
    this.open = new AtomicInteger(transports + 1);
  }

  /** The acceptor for one transport. */
  Acceptor next() {
    return new WayIn();
  }

  /** The core has all its transports: from here on it can be that none brings front ends. */
  void started() {
    less();
  }

  private void less() {
    if (open.decrementAndGet() == 0) {
      whenExhausted.run();
    }
  }

  private final class WayIn implements Acceptor {
    private final AtomicBoolean exhausted = new AtomicBoolean();

    @Override
    public void accept(ByteDuplex link) {
      core.accept(link);
    }

    @Override
    public FrameReceiver accept(FrameDuplex link) {
      return core.accept(link);
    }

    @Override
    public void exhausted() {
      if (exhausted.compareAndSet(false, true)) {
        less();
      }
    }
  }
}
