package dev.parley.core.client;

import dev.parley.core.event.Empty;
import dev.parley.core.event.Never;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who listens, and the subscriptions that the core serves them by: one for each topic, asked for
 * when the first listener comes, given up when the last one goes, and asked for again where a
 * session was lost. Outlives sessions. Nothing of a listener's is called with the lock held.
 */
final class Listeners {
  /** Reasons for which a subscription is not refused for good: the session is lost, or soon is. */
  private static final Set<Reason> PASSING =
      EnumSet.of(Reason.CONNECTION_LOST, Reason.NOT_CONNECTED, Reason.SHUTTING_DOWN);

  private static final SharedSubscription<?>[] NONE = {};

  private final OutgoingCalls calls;

  /** Shared with the calls, so that a session is not replaced while the core is asked. */
  private final Object lock;

  // Guarded by the lock.
  private final Map<Topic<?>, SharedSubscription<?>> byTopic = new HashMap<>();
  private @Nullable EventFailedException over;

  // What a notification is for is looked up without the lock.
  private volatile SharedSubscription<?>[] aboutAll = NONE;
  private final Map<String, SharedSubscription<?>[]> bySubject = new ConcurrentHashMap<>();

  Listeners(OutgoingCalls calls, Object lock) {
    this.calls = calls;
    this.lock = lock;
  }

  /**
   * Adds a listener, and asks the core for its notifications unless it serves them already. Does
   * not wait.
   *
   * @param awaited whether the caller {@linkplain Listening#awaitAgreed waits}; else a refusal is
   *     the {@linkplain Hearing#end listener's end}
   */
  <T> Listening<T> add(Topic<T> topic, Hearing<T> hearing, boolean awaited) {
    Listening<T> listening;
    PendingCall<Empty, Never> asking = null;
    synchronized (lock) {
      SharedSubscription<T> shared = shared(topic);
      listening = new Listening<>(this, shared, hearing, awaited);
      if (over == null) {
        shared.add(listening);
        listening.established = shared.agreed;
        if (!shared.agreed && shared.asked == null) {
          asking = calls.subscribe(topic);
          shared.asked = asking;
        }
      } else {
        listening.failure = over;
        listening.over = true;
      }
    }
    if (listening.failure != null && !awaited) {
      hearing.end(PendingCall.afresh(listening.failure));
    }
    if (asking != null) {
      expectAnswer(listening.shared, asking, null);
    }
    return listening;
  }

  @SuppressWarnings("unchecked") // A topic's subscription has its type.
  private <T> SharedSubscription<T> shared(Topic<T> topic) {
    SharedSubscription<T> known = (SharedSubscription<T>) byTopic.get(topic);
    if (known != null) {
      return known;
    }
    SharedSubscription<T> shared = new SharedSubscription<>(topic);
    if (over == null) {
      byTopic.put(topic, shared);
      String subject = topic.subject();
      if (subject == null) {
        aboutAll = with(aboutAll, shared);
      } else {
        bySubject.merge(subject, with(NONE, shared), (present, _) -> with(present, shared));
      }
    }
    return shared;
  }

  private static SharedSubscription<?>[] with(
      SharedSubscription<?>[] present, SharedSubscription<?> one) {
    SharedSubscription<?>[] more = Arrays.copyOf(present, present.length + 1);
    more[present.length] = one;
    return more;
  }

  private static SharedSubscription<?>[] without(
      SharedSubscription<?>[] present, SharedSubscription<?> one) {
    return Arrays.stream(present).filter(it -> it != one).toArray(SharedSubscription<?>[]::new);
  }

  private void forget(SharedSubscription<?> shared) {
    byTopic.remove(shared.topic, shared);
    String subject = shared.topic.subject();
    if (subject == null) {
      aboutAll = without(aboutAll, shared);
    } else {
      var _ =
          bySubject.computeIfPresent(
              subject,
              (_, present) -> {
                SharedSubscription<?>[] left = without(present, shared);
                return left.length == 0 ? null : left;
              });
    }
  }

  void await(Listening<?> listening) throws InterruptedException {
    synchronized (lock) {
      while (!listening.established && listening.failure == null) {
        calls.requireNotReading(OutgoingCalls.SUBSCRIBE);
        lock.wait();
      }
      if (listening.failure != null) {
        throw PendingCall.afresh(listening.failure);
      }
    }
  }

  <T> void remove(Listening<T> listening) {
    synchronized (lock) {
      listening.over = true;
      SharedSubscription<T> shared = listening.shared;
      if (shared.remove(listening) && shared.listening.isEmpty()) {
        forget(shared);
        if (shared.asked != null) {
          calls.unsubscribe(shared.asked.id);
        }
      }
    }
  }

  /**
   * @param resync what to tell those who listened before; null if nothing was missed
   */
  private <T> void expectAnswer(
      SharedSubscription<T> shared, PendingCall<Empty, Never> asking, @Nullable Resync resync) {
    asking.whenDone((_, failure) -> {
      if (failure == null) {
        agreed(shared, asking, resync);
      } else {
        refused(shared, asking, failure);
      }
    });
  }

  private <T> void agreed(
      SharedSubscription<T> shared, PendingCall<Empty, Never> asking, @Nullable Resync resync) {
    List<Listening<T>> listenedBefore = new ArrayList<>();
    synchronized (lock) {
      if (!shared.awaits(asking)) {
        return;
      }
      shared.agreed = true;
      for (Listening<T> one : shared.listening) {
        if (one.established) {
          listenedBefore.add(one);
        }
        one.established = true;
      }
      lock.notifyAll();
    }
    if (resync != null) {
      each(listenedBefore, it -> it.resync(resync));
    }
  }

  private <T> void refused(
      SharedSubscription<T> shared,
      PendingCall<Empty, Never> asking,
      EventFailedException failure) {
    List<Listening<T>> ended = new ArrayList<>();
    synchronized (lock) {
      if (!shared.awaits(asking)) {
        return;
      }
      shared.asked = null;
      for (Listening<T> one : shared.listening) {
        if (!one.established || !PASSING.contains(failure.reason())) {
          shared.remove(one);
          one.failure = failure;
          if (one.established || !one.awaited) {
            ended.add(one);
          } else {
            one.over = true;
          }
        }
      }
      if (shared.listening.isEmpty()) {
        forget(shared);
      }
      lock.notifyAll();
    }
    end(ended, failure);
  }

  private static <T> void end(List<Listening<T>> listening, EventFailedException why) {
    each(listening, it -> it.end(PendingCall.afresh(why)));
    listening.forEach(it -> it.over = true);
  }

  private static <T> void each(List<Listening<T>> listening, Consumer<Hearing<T>> call) {
    for (Listening<T> one : listening) {
      if (!one.over) {
        call.accept(one.hearing);
      }
    }
  }

  /** A notification arrived. When this returns, everybody who wants it has heard it or keeps it. */
  void notified(FrameReader in) {
    SharedSubscription<?>[] all = aboutAll;
    if (all.length > 0 || !bySubject.isEmpty()) {
      String source = in.source();
      String subject = in.subject();
      hear(all, in, source, subject);
      hear(bySubject.getOrDefault(subject, NONE), in, source, subject);
    }
  }

  private static void hear(
      SharedSubscription<?>[] subscriptions, FrameReader in, String source, String subject) {
    for (SharedSubscription<?> shared : subscriptions) {
      if (shared.isAbout(source, in.type())) {
        shared.hear(in, subject);
      }
    }
  }

  /** The core gave up notifications of this session. */
  void resync(Resync why) {
    List<Listening<?>> established = new ArrayList<>();
    synchronized (lock) {
      for (SharedSubscription<?> shared : byTopic.values()) {
        for (Listening<?> one : shared.listening) {
          if (one.established) {
            established.add(one);
          }
        }
      }
    }
    for (Listening<?> one : established) {
      if (!one.over) {
        one.hearing.resync(why);
      }
    }
  }

  /** The session is lost: until there is another one, no subscription is served. */
  void lost() {
    synchronized (lock) {
      for (SharedSubscription<?> shared : byTopic.values()) {
        if (shared.agreed) {
          shared.agreed = false;
          shared.asked = null;
        }
        // Where an answer is awaited, the call that asked for it ends, and tells.
      }
    }
  }

  /**
   * Asks for everything in a new session; called with the lock held.
   *
   * @return what is to be run without it
   */
  Runnable renew(Resync why) {
    List<Runnable> expecting = new ArrayList<>();
    for (SharedSubscription<?> shared : byTopic.values()) {
      PendingCall<Empty, Never> asking = calls.subscribe(shared.topic);
      shared.agreed = false;
      shared.asked = asking;
      expecting.add(() -> expectAnswer(shared, asking, why));
    }
    return () -> expecting.forEach(Runnable::run);
  }

  /** Nothing comes any more. */
  void end(EventFailedException why) {
    List<Listening<?>> ended = new ArrayList<>();
    synchronized (lock) {
      if (over != null) {
        return;
      }
      over = why;
      for (SharedSubscription<?> shared : byTopic.values()) {
        for (Listening<?> one : shared.listening) {
          one.failure = why;
          if (one.established || !one.awaited) {
            ended.add(one);
          } else {
            one.over = true;
          }
        }
        shared.listening = List.of();
      }
      byTopic.clear();
      bySubject.clear();
      aboutAll = NONE;
      lock.notifyAll();
    }
    for (Listening<?> one : ended) {
      if (!one.over) {
        one.hearing.end(PendingCall.afresh(why));
        one.over = true;
      }
    }
  }
}
