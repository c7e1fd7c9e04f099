package dev.parley.core.client;

import dev.parley.core.event.Empty;
import dev.parley.core.event.Never;
import dev.parley.core.log.CoreLog;
import dev.parley.core.wire.FrameReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subscription of the core's that all listeners to one topic share. What changes is guarded by
 * the lock of all listeners.
 */
final class SharedSubscription<T> {
  final Topic<T> topic;

  /** The call that asked the core for it last; null if it could not be asked. */
  @Nullable PendingCall<Empty, Never> asked;

  /** Whether the core serves it in this session. */
  boolean agreed;

  /** Replaced when it changes, so that it can be gone through without the lock. */
  volatile List<Listening<T>> listening = List.of();

  SharedSubscription(Topic<T> topic) {
    this.topic = topic;
  }

  void add(Listening<T> one) {
    List<Listening<T>> more = new ArrayList<>(listening);
    more.add(one);
    listening = more;
  }

  boolean remove(Listening<T> one) {
    List<Listening<T>> fewer = new ArrayList<>(listening);
    boolean removed = fewer.remove(one);
    listening = fewer;
    return removed;
  }

  /** Whether that call is the one that counts: none was made since. */
  boolean awaits(PendingCall<Empty, Never> call) {
    return asked != null && asked.id == call.id;
  }

  boolean isAbout(String source, int number) {
    return topic.type().number() == number && topic.type().source().equals(source);
  }

  /** Reads the notification once, and gives it to all of them. */
  void hear(FrameReader in, String subject) {
    T payload;
    try {
      payload = topic.type().read(in::payload, in.isError());
    } catch (RuntimeException | StackOverflowError e) {
      CoreLog.get()
          .log(
              System.Logger.Level.ERROR,
              () -> topic + ": a notification can't be read, so nobody hears of it",
              e);
      return;
    }
    int cost = Backlog.cost(in.payloadBytes(), subject);
    boolean latest = in.wantsHeard();
    for (Listening<T> one : listening) {
      if (!one.over) {
        one.hearing.hear(subject, payload, cost, latest);
      }
    }
  }
}
