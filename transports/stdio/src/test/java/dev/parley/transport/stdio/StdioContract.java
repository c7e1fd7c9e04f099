package dev.parley.transport.stdio;

import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Transport;
import dev.parley.testkit.LinkPerDial;
import dev.parley.testkit.TransportContract;
import java.io.IOException;

/**
 * What every transport carries, over one kind of link. A stdio transport brings one front end in
 * its life, so here the core is given a new link for each front end that dials.
 */
abstract class StdioContract extends TransportContract {
  private final LinkPerDial links = new LinkPerDial(this::connect);
  private final LinkKind kind;

  StdioContract(LinkKind kind) {
    this.kind = kind;
  }

  private ByteDuplex connect(Acceptor core) throws IOException {
    LinkKind.Ends ends = kind.make();
    core.accept(ends.core());
    return ends.frontEnd();
  }

  @Override
  protected Transport transport() {
    return links;
  }

  @Override
  protected ByteDuplex dial() throws IOException {
    return links.dial();
  }
}
