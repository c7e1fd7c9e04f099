package dev.parley.transport.ffi;

import dev.parley.core.codec.MalformedMessageException;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.Protocol;
import dev.parley.core.wire.Subscribe;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One front end built for AppFlowy's library. Each of its requests becomes a call and is answered
 * once, whatever happens; the core's notifications of every source go to it while it listens.
 *
 * <p>A request is handled on the thread that brings it, and may come from within the very callback
 * that takes an answer. So there are several links: a request goes over one on which no thread
 * handles a frame or delivers an answer. Safe for use by any thread.
 */
final class AppFlowy {
  /** Of the core's connections, these many at most; with all of them at work, requests wait. */
  private static final int MOST_LINKS = 16;

  /** What a request may cost in the frame besides its bytes. */
  private static final int ENVELOPE_BYTES = 32;

  private static final int MAX_DEPTH = 100;

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Request(AppFlowyAsker asker, byte[] bytes) {}

  private final AtomicLong ids = new AtomicLong();
  private final Queue<Request> waiting = new ConcurrentLinkedQueue<>();

  // Guarded by this.
  private @Nullable RunningCore core;
  private String noCore = "No core is started: call init_sdk first";
  private final List<AppFlowyLink> links = new ArrayList<>();

  /** How many links are on their way. */
  private int beginning;

  private boolean listens;
  private @Nullable AppFlowyLink listening;

  /** Serves the front end by this core from here on. */
  int open(RunningCore its) {
    AppFlowyAsker.prepare();
    leave(its);
    listen();
    return Status.OK;
  }

  /** The process ends: whatever is not answered is answered so, as is all that still comes. */
  void close() {
    synchronized (this) {
      noCore = "The core is closed: the process ends";
    }
    leave(null);
  }

  private void leave(@Nullable RunningCore next) {
    List<AppFlowyLink> old;
    synchronized (this) {
      core = next;
      old = new ArrayList<>(links);
      links.clear();
      if (listening != null) {
        old.add(listening);
        listening = null;
      }
    }
    old.forEach(AppFlowyLink::close);
  }

  /** Whether the front end hears notifications from here on. */
  void notifications(boolean on) {
    AppFlowyLink old = null;
    synchronized (this) {
      listens = on;
      if (!on) {
        old = listening;
        listening = null;
      }
    }
    if (old != null) {
      old.close();
    }
    listen();
  }

  private boolean isListening() {
    return listening != null && !listening.isOver();
  }

  private void listen() {
    RunningCore its;
    synchronized (this) {
      its = core;
      if (!listens || isListening() || its == null) {
        return;
      }
    }
    AppFlowyLink link = new AppFlowyLink();
    if (link.greet(its) != null) {
      return;
    }
    synchronized (this) {
      if (!listens || isListening() || core != its) {
        its = null;
      } else {
        listening = link;
      }
    }
    if (its == null) {
      link.close();
      return;
    }
    MessageWriter out = new MessageWriter();
    FrameWriter.message(
        out,
        Integer.MAX_VALUE,
        FrameKind.SUBSCRIBE,
        Subscribe.CODEC,
        new Subscribe(ids.incrementAndGet(), "", List.of(), List.of()));
    link.handle(out.array(), Protocol.LENGTH_BYTES, out.position() - Protocol.LENGTH_BYTES);
    link.letGo();
  }

  /** Takes a request; it is answered once, perhaps before this returns. */
  void event(long port, long number, long address, long length) {
    AppFlowyAsker asker = AppFlowyAsker.of(port, number);
    if (asker == null) {
      return;
    }
    try {
      byte[] bytes = new byte[(int) length];
      Memory.read(address, bytes, bytes.length);
      waiting.add(new Request(asker, bytes));
    } catch (OutOfMemoryError e) {
      asker.noMemory("a request", length);
      return;
    }
    try {
      serveWhatWaits();
    } catch (Throwable e) {
      // Whoever comes next might be long in coming: what waits is answered now, and by somebody.
      for (Request next = waiting.poll(); next != null; next = waiting.poll()) {
        next.asker.fail(e);
      }
      throw e;
    }
  }

  private void serveWhatWaits() {
    do {
      AppFlowyLink link;
      synchronized (this) {
        link = free();
        if (link == null) {
          if (links.size() + beginning >= MOST_LINKS) {
            // Whoever has one of them looks for what waits after it has let go.
            return;
          }
          beginning++;
        }
      }
      if (link == null) {
        serveByNewLink();
      } else {
        serve(link, null);
      }
    } while (!waiting.isEmpty());
  }

  private void serveByNewLink() {
    AppFlowyLink link;
    String closed;
    try {
      link = new AppFlowyLink();
      closed = begin(link);
    } finally {
      synchronized (this) {
        beginning--;
      }
    }
    serve(link, closed);
  }

  /**
   * Serves whatever waits.
   *
   * @param closed why the link goes nowhere; null if it does
   */
  private void serve(AppFlowyLink link, @Nullable String closed) {
    try {
      for (Request next = waiting.poll(); next != null; next = waiting.poll()) {
        if (closed == null) {
          call(link, next);
        } else {
          next.asker.fail(Reason.SHUTTING_DOWN, closed);
        }
      }
    } finally {
      link.letGo();
    }
  }

  /** A link that nobody else is at, which is the caller's until it lets go. */
  private @Nullable AppFlowyLink free() {
    links.removeIf(AppFlowyLink::isOver);
    for (AppFlowyLink link : links) {
      if (!link.isDelivering() && link.take()) {
        return link;
      }
    }
    if (links.size() >= MOST_LINKS) {
      for (AppFlowyLink link : links) {
        if (link.take()) {
          return link;
        }
      }
    }
    return null;
  }

  /** Makes the link one to the core; why there is none, if there is not. */
  private @Nullable String begin(AppFlowyLink link) {
    RunningCore its;
    synchronized (this) {
      its = core;
      if (its == null) {
        return noCore;
      }
    }
    String refusal;
    boolean failed = true;
    try {
      refusal = link.greet(its);
      failed = false;
    } finally {
      if (failed) {
        link.close();
        link.letGo();
      }
    }
    synchronized (this) {
      if (refusal == null && core == its) {
        links.add(link);
      } else {
        link.close();
      }
    }
    return refusal;
  }

  private void call(AppFlowyLink link, Request request) {
    try {
      long id = ids.incrementAndGet();
      MessageWriter out =
          new MessageWriter(request.bytes.length + ENVELOPE_BYTES, Integer.MAX_VALUE);
      write(out, request, id);
      if (out.position() <= link.maxFrameBytes()) {
        link.call(id, request.asker, out.array(), out.position());
      } else {
        request.asker.fail(
            Reason.LIMIT_EXCEEDED,
            "The request takes a frame of %,d bytes; the limit is %,d (Limits.maxFrameBytes)"
                .formatted(out.position(), link.maxFrameBytes()));
      }
    } catch (MalformedMessageException e) {
      request.asker.fail(Reason.PROTOCOL_ERROR, "The request can't be read: " + e.getMessage());
    } catch (Throwable e) {
      request.asker.fail(e);
    }
  }

  /** The frame of a request; its number comes first, so that no bytes can swallow it. */
  private static void write(MessageWriter out, Request request, long id) {
    int body = out.begin(FrameKind.REQUEST);
    out.putInt64(3, id);
    out.putEncoded(request.bytes);
    out.end(body);
    FrameReader check = new FrameReader(MAX_DEPTH, Integer.MAX_VALUE);
    int _ = check.next(out.array(), 0, out.position());
    if (check.id() != id) {
      // The front end numbers its requests itself; the last number counts.
      out.reset();
      body = out.begin(FrameKind.REQUEST);
      out.putEncoded(request.bytes);
      out.putInt64(3, id);
      out.end(body);
    }
  }
}
