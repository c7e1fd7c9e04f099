package dev.parley.testkit;

import dev.parley.core.client.Dialer;
import dev.parley.core.transport.ByteDuplex;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A way to a core that a test breaks and mends. Safe for use by any thread. */
final class BreakableWay implements Dialer {
  private final Dialer way;
  private final AtomicInteger dials = new AtomicInteger();
  private @Nullable ByteDuplex link; // guarded by this
  private boolean broken; // guarded by this

  BreakableWay(Dialer way) {
    this.way = way;
  }

  @Override
  public synchronized ByteDuplex dial() throws IOException {
    dials.incrementAndGet();
    if (broken) {
      throw new IOException("the way is broken");
    }
    ByteDuplex next = way.dial();
    link = next;
    return next;
  }

  /** Ends the present link, and lets none through until it is mended. */
  synchronized void breakIt() {
    broken = true;
    endLink();
  }

  /** Ends the present link. */
  synchronized void endLink() {
    if (link != null) {
      link.close();
    }
  }

  synchronized void mend() {
    broken = false;
  }

  /** How often somebody dialled. */
  int dials() {
    return dials.get();
  }
}
