package dev.parley.testkit;

import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import dev.parley.core.transport.Listening;
import dev.parley.core.transport.Transport;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;

/** A transport with faults at the core's end: reads are those of the core. */
public final class FaultyTransport implements Transport {
  private final Transport transport;
  private final IntFunction<Faults> faults;
  private final VirtualTicker time;
  private final List<WeakReference<FaultyLink>> accepted = new CopyOnWriteArrayList<>();

  /**
   * @param faults of the first front end, the second and so on, from 1
   * @param time passes where a link is slow
   */
  public FaultyTransport(Transport transport, IntFunction<Faults> faults, VirtualTicker time) {
    this.transport = transport;
    this.faults = faults;
    this.time = time;
  }

  @Override
  public Listening listen(Acceptor core) throws IOException {
    return transport.listen(
        new Acceptor() {
          @Override
          public void accept(ByteDuplex link) {
            FaultyLink faulty = new FaultyLink(link, faults.apply(accepted.size() + 1), time);
            accepted.add(new WeakReference<>(faulty));
            core.accept(faulty);
          }

          @Override
          public FrameReceiver accept(FrameDuplex link) {
            throw new UnsupportedOperationException("FaultyTransport knows faults of bytes only");
          }

          @Override
          public void exhausted() {
            core.exhausted();
          }
        });
  }

  /** How many connections the core has not closed. */
  public int open() {
    int open = 0;
    for (WeakReference<FaultyLink> reference : accepted) {
      FaultyLink link = reference.get();
      open += link == null || link.isClosed() ? 0 : 1;
    }
    return open;
  }

  /** How many connections somebody still keeps in memory; collects what nobody does. */
  public int kept() {
    System.gc();
    int kept = 0;
    for (WeakReference<FaultyLink> reference : accepted) {
      kept += reference.refersTo(null) ? 0 : 1;
    }
    return kept;
  }
}
