package dev.parley.core.connection;

import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import dev.parley.core.wire.Protocol;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A link of a transport that carries whole messages, one frame each. */
public final class MessageLink extends Link implements FrameReceiver {
  private final FrameDuplex link;
  private final AtomicBoolean over = new AtomicBoolean();

  MessageLink(FrameDuplex link, Connection connection) {
    super(connection, link.peer());
    this.link = link;
  }

  @Override
  public void frame(byte[] frame, int offset, int length) {
    Connection its = connection();
    if (over.get() || !its.goesOn(this)) {
      return;
    }
    if (its.beginBatch(this)) {
      if (length > its.handler.maxFrameBytes()) {
        its.handler.oversized(length);
      } else {
        boolean _ = its.deliver(frame, offset, offset + length);
      }
    }
    its.endBatch();
  }

  @Override
  public int maxFrameBytes() {
    return connection().handler.maxFrameBytes();
  }

  @Override
  public int maxQueueBytes() {
    return connection().maxQueueBytes();
  }

  @Override
  public void closed(@Nullable IOException cause) {
    if (over.compareAndSet(false, true)) {
      connection().ended(this, cause);
    }
  }

  @Override
  public void write(byte[] frames, int length, Progress progress) throws IOException {
    int at = 0;
    while (at < length) {
      int size = Framing.lengthAt(frames, at);
      link.send(frames, at + Protocol.LENGTH_BYTES, size);
      at += Protocol.LENGTH_BYTES + size;
      progress.step();
    }
  }

  @Override
  public boolean isDirect() {
    return link.isDirect();
  }

  @Override
  public boolean beginDirect() {
    return link.beginDirect();
  }

  @Override
  public void endDirect() {
    link.endDirect();
  }

  @Override
  public void close() {
    link.close();
  }

  @Override
  boolean hasEnded() {
    return over.get();
  }

  @Override
  void check(long now) {
    // A message arrives as a whole.
  }
}
