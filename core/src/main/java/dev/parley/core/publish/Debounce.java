package dev.parley.core.publish;

import dev.parley.core.deadline.Deadlines;
import dev.parley.core.meter.NotificationMeter;
import dev.parley.core.notify.NotificationType;
import dev.parley.core.notify.Policy;
import dev.parley.core.time.Ticker;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Holds notifications back that are sent as {@code debounced}: of each topic and subject the newest
 * one, until none came for the quiet time, and at most for the maximum wait since the first. Once
 * for all sessions. What is held is bounded by bytes; beyond, the oldest goes early. Safe for use
 * by any thread.
 */
public final class Debounce implements AutoCloseable {
  private final Ticker ticker;
  private final long maxBytes;
  private final Audience audience;
  private final @Nullable NotificationMeter meter;
  private final Deadlines deadlines;

  /** The ticker's zero is anywhere; times from here on can be compared. */
  private final long origin;

  // Guarded by this.

  /** In the order of the first notification that each of them stands for. */
  private final Map<Key, Held> held = new LinkedHashMap<>();

  /**
   * By when each is looked at next: at its due time, or before, if that was put off meanwhile. So a
   * further notification moves nothing in here.
   */
  private final TreeSet<Held> looks =
      new TreeSet<>((one, other) ->
          one.look == other.look
              ? Long.compare(one.id, other.id)
              : Long.compare(one.look, other.look));

  private final Queue<OutgoingNotification> ready = new ArrayDeque<>();
  private long bytes;
  private long lastId;

  /** What is being sent just now; no second one of the same topic and subject is meanwhile. */
  private final Map<Key, OutgoingNotification> underWay = new HashMap<>();

  /** What was not sent yet when this was closed. */
  private final Set<OutgoingNotification> last = Collections.newSetFromMap(new IdentityHashMap<>());

  private boolean closed;

  private static final class Held {
    final long id;
    final long lastDue;
    OutgoingNotification newest;
    long due;
    long look;

    Held(long id, OutgoingNotification first, long lastDue) {
      this.id = id;
      this.newest = first;
      this.lastDue = lastDue;
    }
  }

  /**
   * @param maxBytes how many bytes may be held, counted as in a session's backlog
   * @param audience gets what is due; on the thread of the ticker, of a sender, or of who closes
   * @param meter counts what is replaced; null to count nothing
   */
  public Debounce(
      Ticker ticker, long maxBytes, Audience audience, @Nullable NotificationMeter meter) {
    this.ticker = ticker;
    this.maxBytes = maxBytes;
    this.audience = audience;
    this.meter = meter;
    this.origin = ticker.nanos();
    this.deadlines = new Deadlines(ticker, _ -> sweep());
  }

  /**
   * Holds a notification back, if somebody listens; after {@link #close} it is sent at once.
   *
   * @throws dev.parley.core.codec.UnencodableMessageException as {@link Audience#publish} does
   */
  public <T> void publish(NotificationType<T> type, String subject, T payload) {
    if (audience.isHeard(type, subject)) {
      hold(audience.encode(type, subject, payload));
    }
  }

  private void hold(OutgoingNotification notification) {
    long due;
    synchronized (this) {
      due = put(notification);
    }
    if (due >= 0) {
      deadlines.add(origin + due);
    }
    sendReady();
  }

  /** Returns when to look at it first; -1 if something looks at it already, or nothing has to. */
  private long put(OutgoingNotification notification) {
    if (closed) {
      ready.add(notification);
      return -1;
    }
    long now = ticker.nanos() - origin;
    if (!(notification.type().policy() instanceof Policy.Debounced policy)) {
      throw new IllegalArgumentException(notification.type() + " is not debounced");
    }
    long quietUntil = now + policy.quiet().toNanos();
    Held present = held.get(notification.key());
    if (present != null) {
      bytes += Backlog.cost(notification) - Backlog.cost(present.newest);
      present.newest = notification;
      present.due = Math.min(quietUntil, present.lastDue);
      if (meter != null) {
        meter.coalesced();
      }
      sendOldestBeyondLimit();
      return -1;
    }
    Held first = new Held(++lastId, notification, now + policy.maxWait().toNanos());
    first.due = Math.min(quietUntil, first.lastDue);
    first.look = first.due;
    held.put(notification.key(), first);
    looks.add(first);
    bytes += Backlog.cost(notification);
    sendOldestBeyondLimit();
    return first.due;
  }

  private void sendOldestBeyondLimit() {
    while (bytes > maxBytes) {
      Held oldest = held.values().iterator().next();
      boolean _ = looks.remove(oldest);
      release(oldest);
    }
  }

  private void release(Held due) {
    var _ = held.remove(due.newest.key());
    bytes -= Backlog.cost(due.newest);
    ready.add(due.newest);
  }

  private void sweep() {
    long next = -1;
    synchronized (this) {
      long now = ticker.nanos() - origin;
      while (!looks.isEmpty() && looks.getFirst().look <= now) {
        Held first = looks.removeFirst();
        if (first.due <= now) {
          release(first);
        } else {
          first.look = first.due;
          looks.add(first);
        }
      }
      if (!looks.isEmpty()) {
        next = looks.getFirst().look;
      }
    }
    if (next >= 0) {
      deadlines.add(origin + next);
    }
    sendReady();
  }

  /**
   * Sends what is due; of one subject one thread at a time, so that two never overtake each other.
   * Every sender helps, as otherwise what many of them let go early would gather here behind one of
   * them. Without the lock, as who sends takes a connection's.
   */
  private void sendReady() {
    while (sendNext()) {
      // Until nothing is left that may be sent.
    }
  }

  /** Sends one; false if there is none that may be sent. */
  private boolean sendNext() {
    OutgoingNotification next = nextReady();
    if (next == null) {
      return false;
    }
    try {
      audience.publish(next);
    } finally {
      sent(next);
    }
    return true;
  }

  /** The oldest that may be sent: who sends an older one of the same subject looks here again. */
  private synchronized @Nullable OutgoingNotification nextReady() {
    Iterator<OutgoingNotification> oldestFirst = ready.iterator();
    while (oldestFirst.hasNext()) {
      OutgoingNotification next = oldestFirst.next();
      if (underWay.putIfAbsent(next.key(), next) == null) {
        oldestFirst.remove();
        return next;
      }
    }
    return null;
  }

  private synchronized void sent(OutgoingNotification notification) {
    underWay.remove(notification.key());
    if (last.remove(notification)) {
      notifyAll();
    }
  }

  /**
   * Sends what is held, and returns when it is sent. From here on nothing is held back. Idempotent.
   */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      looks.clear();
      for (Held each : held.values()) {
        ready.add(each.newest);
      }
      held.clear();
      bytes = 0;
      last.addAll(ready);
      last.addAll(underWay.values());
    }
    deadlines.close();
    while (isLastUnsent()) {
      if (!sendNext()) {
        awaitOthers();
      }
    }
  }

  /**
   * Waits until the other threads have sent those of the last that they send; not for later ones.
   */
  private synchronized void awaitOthers() {
    boolean interrupted = false;
    while (!Collections.disjoint(last, underWay.values())) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isLastUnsent() {
    return !last.isEmpty();
  }

  /** How many bytes are held, counted as in a session's backlog. */
  synchronized long bytes() {
    return bytes;
  }
}
