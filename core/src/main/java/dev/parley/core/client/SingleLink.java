package dev.parley.core.client;

import dev.parley.core.connection.Connection;
import dev.parley.core.protocol.Reason;
import dev.parley.core.time.Ticker;
import dev.parley.core.wire.Welcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A client's one session over its one link, which ends with it. */
final class SingleLink implements Lifeline, ClientSession.Ends {
  private final Setup setup;
  private final OutgoingCalls calls;
  private final Listeners listeners;
  private final States states;
  private final ClientSession session;
  private Ticker.@Nullable Beat beat;
  private @Nullable Welcome welcome;
  private volatile boolean closedHere;

  SingleLink(Setup setup, OutgoingCalls calls, Listeners listeners, States states) {
    this.setup = setup;
    this.calls = calls;
    this.listeners = listeners;
    this.states = states;
    this.session = new ClientSession(setup.limits(), calls.inFlight(), listeners, this);
  }

  /** Whose connection {@link #connect} takes. */
  ClientSession session() {
    return session;
  }

  /**
   * Shakes hands over a connection, which this owns from here on.
   *
   * @param start begins to read
   */
  void connect(Connection connection, Runnable start) throws ConnectFailedException {
    session.attach(connection);
    calls.use(session);
    Ticker ticker = setup.ticker();
    HandshakeTimer timer = new HandshakeTimer(ticker, setup.limits().handshakeTimeout(), session);
    Ticker.Beat its =
        ticker.every(
            Setup.BEAT,
            () -> {
              long now = ticker.nanos();
              timer.check(now);
              connection.check(now);
            });
    beat = its;
    boolean done = false;
    try {
      start.run();
      Welcome answer = session.greet(Greeting.hello(setup.name(), setup.groups(), setup.limits()));
      Greeting.check(answer, setup.groups());
      timer.done();
      welcome = answer;
      done = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectFailedException(
          Reason.CANCELLED, "Interrupted while waiting for the core's answer", e);
    } finally {
      if (!done) {
        its.close();
        connection.close(null);
      }
    }
  }

  @Override
  public void over(ClientSession its) {
    Standing standing = its.standing();
    calls.inFlight().end(standing.why(), standing.cause());
    listeners.end(standing.end());
    states.note(
        closedHere
            ? new ConnectionState.Closed(Reason.CANCELLED, "The client was closed")
            : new ConnectionState.Closed(
                standing.reason(), "The connection is closed" + standing.why()));
    states.tell();
  }

  @Override
  public Welcome welcome() {
    return Objects.requireNonNull(welcome);
  }

  @Override
  public boolean isOpen() {
    return !session.connection().isEnding();
  }

  @Override
  public void close() {
    closedHere = true;
    Ticker.Beat its = beat;
    if (its != null) {
      its.close();
    }
    session.connection().close(null);
  }
}
