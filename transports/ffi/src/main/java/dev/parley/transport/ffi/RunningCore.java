package dev.parley.transport.ffi;

import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import dev.parley.core.transport.Listening;
import dev.parley.core.transport.Peer;
import dev.parley.core.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A core that the library has started, and its links: its way in, from within the process. */
final class RunningCore implements Transport {
  /** How long a stopped core waits for the host to be told of every link's end. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String name;
  private final Executor others;
  private final Handles<InProcessLink> handles;
  private final Set<InProcessLink> links = ConcurrentHashMap.newKeySet();

  // Guarded by this.
  private @Nullable Acceptor acceptor;
  private boolean listened;
  private @Nullable AutoCloseable running;

  private final CountDownLatch closed = new CountDownLatch(1);

  private RunningCore(String name, Executor others, Handles<InProcessLink> handles) {
    this.name = name;
    this.others = others;
    this.handles = handles;
  }

  /** Starts the core, which must listen before it returns. */
  static RunningCore start(
      EmbeddedCore core, String config, Executor others, Handles<InProcessLink> handles)
      throws CoreFailedException {
    String name = core.getClass().getName();
    RunningCore way = new RunningCore(name, others, handles);
    AutoCloseable running;
    try {
      running = core.start(way, config);
    } catch (Throwable e) {
      way.endAll();
      throw new CoreFailedException(
          Status.CORE_FAILED, "%s did not start: %s".formatted(name, Providers.describe(e)), e);
    }
    way.begin(running);
    return way;
  }

  private void begin(@Nullable AutoCloseable its) throws CoreFailedException {
    boolean listens;
    synchronized (this) {
      listens = acceptor != null;
      running = its;
    }
    if (its == null || !listens) {
      String wrong =
          its == null ? "returned null" : "started no core that listens on the way it was given";
      if (its != null) {
        close();
      }
      throw new CoreFailedException(
          Status.CORE_FAILED, "%s did not start: EmbeddedCore.start %s".formatted(name, wrong));
    }
  }

  @Override
  public synchronized Listening listen(Acceptor core) throws IOException {
    if (listened) {
      throw new IOException("This way into the process is one core's, and a core has it already");
    }
    listened = true;
    acceptor = core;
    return new Listening() {
      @Override
      public String address() {
        return "in process";
      }

      @Override
      public void close() {
        stopListening();
      }
    };
  }

  private synchronized void stopListening() {
    acceptor = null;
  }

  private synchronized @Nullable Acceptor acceptor() {
    return acceptor;
  }

  /** Connects a front end of Java's own; null if the core takes no more. */
  @Nullable FrameReceiver accept(FrameDuplex link) {
    Acceptor core = acceptor();
    return core == null ? null : core.accept(link);
  }

  /**
   * Opens a link; its handle, or a status.
   *
   * @param queueBytes where to write how much may wait for a host that takes frames itself
   */
  long open(long token, long queueBytes) {
    Acceptor core = acceptor();
    if (core == null) {
      return Status.CLOSED;
    }
    Peer peer = Peer.of("ffi", "in process").withPid(ProcessHandle.current().pid());
    InProcessLink link = new InProcessLink(token, peer, others, this::forget);
    long handle = handles.add(link);
    link.known(handle);
    links.add(link);
    boolean accepted = false;
    try {
      FrameReceiver receiver = core.accept(link);
      Memory.setWord(queueBytes, 0, receiver.maxQueueBytes());
      accepted = true;
      link.begin(receiver);
    } finally {
      if (!accepted) {
        forget(link);
      }
    }
    return handle;
  }

  private void forget(InProcessLink link) {
    var _ = handles.remove(link.handle());
    synchronized (links) {
      links.remove(link);
      links.notifyAll();
    }
  }

  /**
   * Closes the core in good order and then whatever link is left. Who is not the first to do so
   * waits for the first.
   *
   * @return a status
   */
  int close() {
    AutoCloseable its;
    synchronized (this) {
      its = running;
      running = null;
    }
    if (its == null) {
      awaitClosed();
      return Status.CLOSED;
    }
    try {
      return close(its);
    } finally {
      closed.countDown();
    }
  }

  private void awaitClosed() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int close(AutoCloseable its) {
    int status = Status.OK;
    try {
      its.close();
    } catch (Throwable e) {
      System.getLogger("dev.parley.transport.ffi")
          .log(System.Logger.Level.ERROR, name + " failed to close", e);
      status = Status.CORE_FAILED;
    }
    endAll();
    return status;
  }

  /**
   * Closes the core where nobody is left to be answered: ends the links first, which cancels their
   * calls, so that closing waits for none of them.
   */
  void abandon() {
    endLinks();
    int _ = close();
  }

  private void endLinks() {
    stopListening();
    links.forEach(InProcessLink::close);
  }

  private void endAll() {
    endLinks();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean interrupted = false;
    synchronized (links) {
      long left = PATIENCE.toMillis();
      while (!links.isEmpty() && left > 0) {
        try {
          links.wait(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
        left = (deadline - System.nanoTime()) / 1_000_000;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
