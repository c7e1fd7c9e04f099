package dev.parley.core.connection;

import dev.parley.core.protocol.Limits;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import dev.parley.core.wire.Protocol;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A connection over a transport that carries whole messages, one frame each. */
public final class MessageConnection extends Connection implements FrameReceiver {
  private final FrameDuplex link;
  private final AtomicBoolean over = new AtomicBoolean();

  public MessageConnection(
      String name, FrameDuplex link, FrameHandler handler, Limits limits, WritePolicy policy) {
    super(name, link.peer(), handler, limits, policy);
    this.link = link;
  }

  @Override
  public void frame(byte[] frame, int offset, int length) {
    if (over.get() || outbox.isEnding()) {
      return;
    }
    outbox.beginBatch();
    if (length > handler.maxFrameBytes()) {
      handler.oversized(length);
    } else {
      deliver(frame, offset, offset + length);
    }
    outbox.endBatch();
  }

  @Override
  public void closed(@Nullable IOException cause) {
    if (over.compareAndSet(false, true)) {
      close(cause);
      handler.closed(causeOr(cause));
    }
  }

  @Override
  public void write(byte[] frames, int length, Progress progress) throws IOException {
    int at = 0;
    while (at < length) {
      int size =
          frames[at] << 24
              | (frames[at + 1] & 0xFF) << 16
              | (frames[at + 2] & 0xFF) << 8
              | (frames[at + 3] & 0xFF);
      link.send(frames, at + Protocol.LENGTH_BYTES, size);
      at += Protocol.LENGTH_BYTES + size;
      progress.step();
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
