package dev.parley.testkit;

import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;

/**
 * A connection on which something goes wrong, at a byte that the test chose. The side that holds it
 * can always close it; where it is half-open, that is the first that the other side hears of it.
 */
public final class FaultyLink implements ByteDuplex {
  private final ByteDuplex link;
  private final Faults faults;
  private final FaultyDirection reads;
  private final FaultyDirection writes;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean ended;

  /**
   * @param time passes with every piece where the link is slow
   */
  public FaultyLink(ByteDuplex link, Faults faults, VirtualTicker time) {
    this.link = link;
    this.faults = faults;
    this.reads = new FaultyDirection(faults.readable(), faults, faults.seed(), time);
    this.writes = new FaultyDirection(faults.writable(), faults, ~faults.seed(), time);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (reads.left() == 0) {
      endReached();
    }
    if (ended) {
      return nothing();
    }
    int limit = target.limit();
    target.limit(target.position() + reads.next(target.remaining()));
    int count;
    try {
      count = link.read(target);
    } finally {
      target.limit(limit);
    }
    if (ended) {
      // It came, or the end did, after the other direction had ended: it never came.
      return nothing();
    }
    if (count > 0) {
      reads.passed(count);
      if (reads.left() == 0) {
        endReached();
      }
    }
    return count;
  }

  /** Whoever is cut off finds the end; who is left in silence waits until this side closes. */
  private int nothing() throws IOException {
    if (faults.end() != Faults.End.CUT) {
      awaitClose();
    }
    return -1;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    if (writes.left() == 0) {
      endReached();
    }
    if (ended) {
      return unwritable(source);
    }
    int limit = source.limit();
    source.limit(source.position() + writes.next(source.remaining()));
    int count;
    try {
      count = link.write(source);
    } finally {
      source.limit(limit);
    }
    writes.passed(count);
    if (writes.left() == 0) {
      endReached();
    }
    return count;
  }

  private int unwritable(ByteBuffer source) throws IOException {
    return switch (faults.end()) {
      case CUT -> throw new IOException("cut after %,d bytes".formatted(writes.passed()));
      case STUCK -> {
        awaitClose();
        throw new IOException("closed while nothing was taken");
      }
      case SILENT -> {
        int lost = source.remaining();
        source.position(source.limit());
        yield lost;
      }
    };
  }

  private void endReached() {
    ended = true;
    if (faults.end() == Faults.End.CUT) {
      link.close();
    }
  }

  private void awaitClose() throws IOException {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** How many bytes were read. */
  public long bytesRead() {
    return reads.passed();
  }

  /** How many bytes were written and not lost. */
  public long bytesWritten() {
    return writes.passed();
  }

  /** Whether the side that holds the link has closed it. */
  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  @Override
  public Peer peer() {
    return link.peer();
  }

  @Override
  public void close() {
    closed.countDown();
    link.close();
  }
}
