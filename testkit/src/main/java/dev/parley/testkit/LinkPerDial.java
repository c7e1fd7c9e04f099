package dev.parley.testkit;

import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import dev.parley.core.transport.Listening;
import dev.parley.core.transport.Transport;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A way in that is made of transports which carry one front end each, such as pipes: each dial
 * begins to listen to another one. That one of them is exhausted says nothing of those to come.
 * Safe for use by any thread.
 */
public final class LinkPerDial implements Transport {
  /** Makes transports. */
  @FunctionalInterface
  public interface Links {
    /** Has a new transport listen for the core, and connects the one front end that it takes. */
    ByteDuplex connect(Acceptor core) throws IOException;
  }

  private final Links links;
  private @Nullable Acceptor acceptor; // guarded by this

  public LinkPerDial(Links links) {
    this.links = links;
  }

  @Override
  public synchronized Listening listen(Acceptor core) {
    acceptor = new NeverExhausted(core);
    return new Listening() {
      @Override
      public String address() {
        return "a link per front end";
      }

      @Override
      public void close() {
        stop();
      }
    };
  }

  private synchronized void stop() {
    acceptor = null;
  }

  /**
   * Connects a front end over a new link.
   *
   * @throws IOException if no core listens
   */
  public synchronized ByteDuplex dial() throws IOException {
    if (acceptor == null) {
      throw new IOException("No core listens to these links");
    }
    return links.connect(acceptor);
  }

  private record NeverExhausted(Acceptor core) implements Acceptor {
    @Override
    public void accept(ByteDuplex link) {
      core.accept(link);
    }

    @Override
    public FrameReceiver accept(FrameDuplex link) {
      return core.accept(link);
    }
  }
}
