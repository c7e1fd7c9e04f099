package dev.parley.core.client;

import dev.parley.core.log.CoreLog;
import dev.parley.core.protocol.Reason;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber of a {@link NotificationPublisher} has not taken yet. A subscriber that asks
 * for less than comes has the rest kept up to a bound, of {@code latest} ones the newest; beyond it
 * everything is given up, and it is told so in its place. Nobody else waits for it. Its methods are
 * called one at a time (Reactive Streams §1.3), by whoever brings something or asks for more.
 */
final class DeliveryQueue<T> implements Flow.Subscription, Hearing<T> {
  private final Topic<T> topic;
  private final int maxBytes;

  /** How many have something to be done; who raised it from 0 does it. */
  private final AtomicInteger work = new AtomicInteger(1);

  /** Null once it is told nothing any more, so that it can be forgotten (§3.13). */
  private volatile Flow.@Nullable Subscriber<? super Delivery<T>> subscriber;

  // Guarded by this.
  private final Backlog<Delivery<T>> waiting;
  private long demand;
  private @Nullable Throwable failure;
  private boolean cancelled;
  private @Nullable Listening<T> listening;

  DeliveryQueue(Topic<T> topic, Flow.Subscriber<? super Delivery<T>> subscriber, int maxBytes) {
    this.topic = topic;
    this.subscriber = subscriber;
    this.maxBytes = maxBytes;
    waiting = new Backlog<>(maxBytes);
  }

  /** Greets the subscriber, listens for it, and gives it what it asked for. */
  void start(Listeners listeners) {
    Flow.Subscriber<? super Delivery<T>> to = Objects.requireNonNull(subscriber);
    to.onSubscribe(this);
    Listening<T> its = listeners.add(topic, this, false);
    boolean left;
    synchronized (this) {
      listening = its;
      left = cancelled || failure != null;
    }
    if (left) {
      its.close();
    }
    goOn(work.get());
  }

  @Override
  public void hear(String subject, T payload, int cost, boolean latest) {
    Delivery<T> delivery = new Delivery.Of<>(subject, payload);
    String replaces = latest ? subject : null;
    synchronized (this) {
      if (cancelled || failure != null) {
        return;
      }
      if (!waiting.add(delivery, cost, replaces)) {
        giveUp(cost);
        boolean _ = waiting.add(delivery, cost, replaces);
      }
    }
    drain();
  }

  private void giveUp(int cost) {
    String text =
        "%s: with one more of %,d bytes, the notifications that a subscriber did not ask for would be more than %,d bytes (Limits.maxBacklogBytes)"
            .formatted(topic, cost, maxBytes);
    waiting.replaceAll(new Delivery.Resynced<>(new Resync(Reason.SLOW_CONSUMER, text)));
  }

  @Override
  public void resync(Resync why) {
    synchronized (this) {
      if (cancelled || failure != null) {
        return;
      }
      // What waits is older than what will be read again: nobody needs it. So it stays bounded.
      waiting.replaceAll(new Delivery.Resynced<>(why));
    }
    drain();
  }

  @Override
  public void end(EventFailedException why) {
    synchronized (this) {
      if (failure == null) {
        failure = why;
      }
    }
    drain();
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      refuse(n);
      return;
    }
    synchronized (this) {
      demand = n > Long.MAX_VALUE - demand ? Long.MAX_VALUE : demand + n;
    }
    drain();
  }

  /** Ends it with an error, which nothing that waits may hold up. */
  private void refuse(long n) {
    Listening<T> its;
    synchronized (this) {
      waiting.clear();
      its = listening;
      if (failure == null) {
        failure =
            new IllegalArgumentException(
                topic
                    + ": "
                    + n
                    + " were requested; it must be at least 1 (Reactive Streams §3.9)");
      }
    }
    drain();
    if (its != null) {
      its.close();
    }
  }

  @Override
  public void cancel() {
    Listening<T> its;
    synchronized (this) {
      cancelled = true;
      its = listening;
      waiting.clear();
    }
    if (its != null) {
      its.close();
    }
    drain();
  }

  private void drain() {
    if (work.getAndIncrement() == 0) {
      goOn(1);
    }
  }

  /** Gives out what there is, until nobody has come meanwhile. */
  private void goOn(int seen) {
    int missed = seen;
    do {
      boolean more = true;
      while (more) {
        more = step();
      }
      missed = work.addAndGet(-missed);
    } while (missed != 0);
  }

  private boolean step() {
    Flow.Subscriber<? super Delivery<T>> to = subscriber;
    if (to == null) {
      return false;
    }
    Delivery<T> next;
    Throwable last = null;
    synchronized (this) {
      if (cancelled) {
        subscriber = null;
        return false;
      }
      next = demand > 0 ? waiting.poll() : null;
      if (next != null) {
        if (demand != Long.MAX_VALUE) {
          demand--;
        }
      } else if (waiting.isEmpty() && failure != null) {
        last = failure;
        subscriber = null;
        cancelled = true;
      }
    }
    if (next != null) {
      deliver(to, next);
      return true;
    }
    if (last != null) {
      Throwable why = last;
      guarded(() -> to.onError(why));
    }
    return false;
  }

  private void deliver(Flow.Subscriber<? super Delivery<T>> to, Delivery<T> next) {
    if (!guarded(() -> to.onNext(next))) {
      cancel();
    }
  }

  /** A subscriber must not throw (§2.13); one that does is left. */
  private boolean guarded(Runnable signal) {
    try {
      signal.run();
      return true;
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      CoreLog.get()
          .log(System.Logger.Level.ERROR, () -> topic + ": a subscriber failed, and is left", e);
      return false;
    }
  }
}
