package dev.parley.core.client;

import dev.parley.core.connection.Connection;
import dev.parley.core.connection.WritePolicy;
import dev.parley.core.event.GroupContract;
import dev.parley.core.protocol.Limits;
import dev.parley.core.time.Ticker;
import dev.parley.core.transport.Peer;
import java.time.Duration;
import java.util.List;

/** What a client was asked to connect with. */
record Setup(String name, List<GroupContract> groups, Limits limits, Ticker ticker) {
  /** How often time limits are looked at. */
  static final Duration BEAT = Duration.ofMillis(50);

  Setup {
    groups = List.copyOf(groups);
  }

  /** A connection for a session, without a link. */
  Connection connection(Peer peer, ClientSession session) {
    return new Connection("parley client " + name, peer, session, limits, WritePolicy.CLIENT);
  }
}
