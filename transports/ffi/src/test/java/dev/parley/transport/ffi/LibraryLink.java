package dev.parley.transport.ffi;

import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A link of the library as bytes, each frame behind its length, for front ends that speak so. It
 * holds as much as a socket does: beyond, its callback does not return until somebody has read.
 */
final class LibraryLink implements ByteDuplex {
  private static final int CAPACITY = 64 << 10;

  // Guarded by this.
  private byte[] unread = new byte[0];
  private boolean ended;
  private boolean closed;

  private final long handle;

  // Of the thread that writes.
  private byte[] unsent = new byte[0];

  LibraryLink(long core) throws IOException {
    handle = Libparley.open(core, this::receive);
    if (handle < 0) {
      throw new IOException("parley_open answered " + handle);
    }
  }

  private synchronized void receive(byte @Nullable [] frame) {
    if (frame == null) {
      ended = true;
    } else {
      while (unread.length >= CAPACITY && !closed) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
      ByteBuffer more = ByteBuffer.allocate(unread.length + Integer.BYTES + frame.length);
      unread = more.put(unread).putInt(frame.length).put(frame).array();
    }
    notifyAll();
  }

  @Override
  public synchronized int read(ByteBuffer target) throws IOException {
    while (unread.length == 0 && !ended && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    if (closed) {
      throw new ClosedChannelException();
    }
    if (unread.length == 0) {
      return -1;
    }
    int count = Math.min(unread.length, target.remaining());
    target.put(unread, 0, count);
    unread = Arrays.copyOfRange(unread, count, unread.length);
    notifyAll();
    return count;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int count = source.remaining();
    byte[] all = Arrays.copyOf(unsent, unsent.length + count);
    source.get(all, unsent.length, count);
    int at = 0;
    while (all.length - at >= Integer.BYTES) {
      int length = ByteBuffer.wrap(all).getInt(at);
      if (length < 0 || length > all.length - at - Integer.BYTES) {
        break;
      }
      int status = Libparley.send(handle, all, at + Integer.BYTES, length);
      if (status != Status.OK) {
        throw new IOException("parley_send answered " + status);
      }
      at += Integer.BYTES + length;
    }
    unsent = Arrays.copyOfRange(all, at, all.length);
    return count;
  }

  @Override
  public Peer peer() {
    return Peer.of("ffi", "the core");
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    int _ = Libparley.close(handle);
  }
}
