package dev.parley.transport.unix;

import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.Listening;
import dev.parley.core.transport.Peer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Accepts front ends, turns other users away, and hands the rest on. No failure but its own closing
 * ends it: when the process is out of descriptors, front ends wait in the kernel's backlog until
 * there are some again.
 */
final class AcceptLoop implements Listening, Runnable {
  /** How long to leave the kernel alone after it failed to give us a connection. */
  private static final long PAUSE_MILLIS = 50;

  private final BoundSocket socket;
  private final Acceptor acceptor;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final PeerProcess peers;
  private boolean failing;

  AcceptLoop(BoundSocket socket, PeerProcess peers, Acceptor acceptor) {
    this.socket = socket;
    this.peers = peers;
    this.acceptor = acceptor;
  }

  @Override
  public String address() {
    return "unix:" + socket.file();
  }

  @Override
  public void run() {
    while (!closing.get()) {
      try {
        SocketChannel channel = socket.channel().accept();
        failing = false;
        receive(channel);
      } catch (ClosedChannelException end) {
        return;
      } catch (Throwable e) {
        // Too many open files, no memory for one more thread: it passes, and others still live.
        logOnce(e);
        if (pause()) {
          return;
        }
      }
    }
  }

  private void receive(SocketChannel channel) throws IOException {
    boolean handedOn = false;
    try {
      Supplier<OptionalLong> process = peers.newest(socket.file().toString());
      UserPrincipal user = PeerCheck.userOf(channel);
      if (!user.equals(socket.owner())) {
        log()
            .log(
                Level.WARNING,
                () ->
                    "%s: refused user %s; this socket serves user %s only"
                        .formatted(address(), user.getName(), socket.owner().getName()));
        return;
      }
      // Only our own user gets this far, so the peer's number is ours.
      var peer =
          Peer.of("unix", "unix " + socket.file() + " user " + user.getName())
              .withUid(ProcessOwner.uid())
              .withPid(process);
      acceptor.accept(new SocketLink(channel, peer));
      handedOn = true;
    } finally {
      if (!handedOn) {
        channel.close();
      }
    }
  }

  private void logOnce(Throwable e) {
    if (failing) {
      return;
    }
    failing = true;
    try {
      log().log(Level.WARNING, () -> address() + ": can't accept a front end, trying again", e);
    } catch (Throwable loggingFailedToo) {
      // A logger may want to open a file, and that is what can't be done now.
    }
  }

  /** Waits a moment; true when the loop was closed meanwhile. */
  private boolean pause() {
    try {
      return closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Nobody owns this thread but this loop, so nobody has a reason to interrupt it.
      return closing.get();
    }
  }

  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    closed.countDown();
    try {
      socket.close();
    } catch (IOException e) {
      log().log(Level.WARNING, () -> address() + ": can't remove the socket file", e);
    }
  }

  /** Looked up when there is something to say: the JDK searches every jar for who logs. */
  private static Logger log() {
    return System.getLogger("dev.parley.transport.unix");
  }
}
