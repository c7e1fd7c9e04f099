package dev.parley.core.stream;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.connection.Connection;
import dev.parley.core.wire.FrameWriter;

/**
 * Sends the items of one stream, in either direction: waits for credit and for room in the
 * connection's queue, and lets nothing follow once the stream is closed. Safe for use by any
 * thread; items of several threads go one after the other.
 *
 * @param <T> the items
 */
public final class ItemSender<T> {
  private final Connection connection;
  private final OutgoingWindow window;
  private final long id;
  private final Codec<T> codec;
  private final int maxFrameBytes;

  private volatile boolean closed;

  /**
   * @param id the call's
   * @param maxFrameBytes the largest frame that the other side accepts
   */
  public ItemSender(
      Connection connection, OutgoingWindow window, long id, Codec<T> codec, int maxFrameBytes) {
    this.connection = connection;
    this.window = window;
    this.id = id;
    this.codec = codec;
    this.maxFrameBytes = maxFrameBytes;
  }

  /**
   * Sends an item behind those before; waits while the other side is slow.
   *
   * @return false if it was not sent because the stream is closed or the connection takes no more
   * @throws InterruptedException if the thread is interrupted; the item was not sent
   * @throws dev.parley.core.codec.UnencodableMessageException if the item can't be encoded or is
   *     larger than a frame may be; nothing was sent, and the stream goes on. The same for whatever
   *     the item's own accessors throw
   */
  public boolean send(T item) throws InterruptedException {
    return sendCounted(item) >= 0;
  }

  /**
   * The same as {@link #send}.
   *
   * @return how many bytes the item has; -1 if it was not sent
   */
  public int sendCounted(T item) throws InterruptedException {
    if (!window.acquire()) {
      return -1;
    }
    int cost = -1;
    try {
      MessageWriter out = connection.beginItem(() -> closed);
      try {
        if (out != null) {
          cost = FrameWriter.item(out, maxFrameBytes, id, codec, item);
          // Before it can arrive: credit that is given back for it must find it spent.
          window.spend(cost);
        }
      } finally {
        connection.end();
      }
    } finally {
      if (cost < 0) {
        window.giveBack();
      }
    }
    return cost;
  }

  /** Adds credit, as of {@link OutgoingWindow#grant}. */
  public boolean grant(int items, int bytes) {
    return window.grant(items, bytes);
  }

  /**
   * Lets nothing follow: who waits stops waiting, and after this has been called with the
   * connection's lock held, no item is written behind what its caller writes under that lock.
   * Idempotent.
   */
  public void close() {
    closed = true;
    window.close();
    connection.recheckItems();
  }

  /** Whether nothing more is sent. */
  public boolean isClosed() {
    return closed;
  }
}
