package dev.parley.transport.stdio;

import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Listening;
import dev.parley.core.transport.Transport;
import dev.parley.testkit.TransportContract;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What every transport carries, over one kind of link. A stdio transport brings one front end in
 * its life, so here the core is given a new link for each front end that dials.
 */
abstract class StdioContract extends TransportContract {
  private final LinkKind kind;
  private volatile @Nullable Acceptor acceptor;

  StdioContract(LinkKind kind) {
    this.kind = kind;
  }

  @Override
  protected Transport transport() {
    return core -> {
      acceptor = core;
      return new Listening() {
        @Override
        public String address() {
          return "stdio, " + kind;
        }

        @Override
        public void close() {
          acceptor = null;
        }
      };
    };
  }

  @Override
  protected ByteDuplex dial() throws IOException {
    Acceptor core = acceptor;
    if (core == null) {
      throw new IOException("No core is there to be given a link");
    }
    LinkKind.Ends ends = kind.make();
    core.accept(ends.core());
    return ends.frontEnd();
  }
}
