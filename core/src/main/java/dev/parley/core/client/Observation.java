package dev.parley.core.client;

import dev.parley.core.log.CoreLog;
import dev.parley.core.protocol.Reason;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is read, and then followed by what changes it. It listens before it reads, and keeps
 * back what comes meanwhile; so there is no gap between the two, at the price that a change may
 * come which the value knew already. Where notifications were missed it reads again.
 *
 * @param <V> the value
 * @param <T> the payload of its changes
 */
final class Observation<V, T> implements Hearing<T>, Subscription {
  private record Change<T>(String subject, T payload) {}

  private final Topic<T> topic;
  private final Supplier<? extends Call<V, ?>> read;
  private final Consumer<? super V> onValue;
  private final BiConsumer<? super String, ? super T> onChange;
  private final Consumer<? super EventFailedException> onFailure;

  /** How many have something to be done; who raised it from 0 does it. */
  private final AtomicInteger work = new AtomicInteger();

  // Guarded by this.
  private final Backlog<Change<T>> changes;
  private boolean wantsRead = true;
  private @Nullable Call<V, ?> reading;

  /** Counts the reads: the answer to one that was begun before notifications were missed is old. */
  private int reads;

  private boolean isReading;
  private @Nullable Runnable answer;
  private boolean first = true;
  private @Nullable EventFailedException firstFailure;
  private boolean closed;
  private @Nullable Listening<T> listening;

  Observation(
      Topic<T> topic,
      Supplier<? extends Call<V, ?>> read,
      Consumer<? super V> onValue,
      BiConsumer<? super String, ? super T> onChange,
      Consumer<? super EventFailedException> onFailure,
      int maxBytes) {
    this.topic = topic;
    this.read = read;
    this.onValue = onValue;
    this.onChange = onChange;
    this.onFailure = onFailure;
    changes = new Backlog<>(maxBytes);
  }

  /** What is done with a failure that nobody asked to be told of. */
  static void log(Topic<?> topic, EventFailedException why) {
    CoreLog.get()
        .log(
            System.Logger.Level.ERROR,
            () -> topic + ": what is observed may be out of date: " + why.getMessage(),
            why);
  }

  /**
   * Listens, reads, and returns when the first value was given.
   *
   * @throws EventFailedException if the core refuses the subscription, or the first read fails
   */
  void start(Listeners listeners) throws InterruptedException {
    boolean started = false;
    try {
      Listening<T> its = listeners.add(topic, this, true);
      synchronized (this) {
        listening = its;
      }
      its.awaitAgreed();
      drain();
      awaitFirst();
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  private synchronized void awaitFirst() throws InterruptedException {
    while (first) {
      wait();
    }
    if (firstFailure != null) {
      throw PendingCall.afresh(firstFailure);
    }
  }

  @Override
  public void hear(String subject, T payload, int cost, boolean latest) {
    synchronized (this) {
      if (closed) {
        return;
      }
      if (!changes.add(new Change<>(subject, payload), cost, latest ? subject : null)) {
        // Reading takes too long for so many changes: what is read once more has them all.
        changes.clear();
        wantsRead = true;
      }
    }
    drain();
  }

  @Override
  public void resync(Resync why) {
    Call<V, ?> old;
    synchronized (this) {
      changes.clear();
      wantsRead = true;
      // Its answer may be from before what was missed.
      reads++;
      isReading = false;
      answer = null;
      old = reading;
      reading = null;
    }
    if (old != null) {
      old.cancel();
    }
    drain();
  }

  @Override
  public void end(EventFailedException why) {
    synchronized (this) {
      if (closed || isReading) {
        // The read fails as well, and tells.
        return;
      }
      answer = () -> fail(why);
    }
    drain();
  }

  @Override
  public void close() {
    Call<V, ?> old;
    Listening<T> its;
    synchronized (this) {
      closed = true;
      changes.clear();
      answer = null;
      old = reading;
      reading = null;
      its = listening;
      first = false;
      notifyAll();
    }
    if (its != null) {
      its.close();
    }
    if (old != null) {
      old.cancel();
    }
  }

  private void drain() {
    if (work.getAndIncrement() != 0) {
      return;
    }
    int missed = 1;
    do {
      for (Runnable next = next(); next != null; next = next()) {
        next.run();
      }
      missed = work.addAndGet(-missed);
    } while (missed != 0);
  }

  private synchronized @Nullable Runnable next() {
    Runnable its = answer;
    if (closed) {
      return null;
    }
    if (its != null) {
      answer = null;
      reading = null;
      isReading = false;
      return its;
    }
    if (isReading) {
      return null;
    }
    if (wantsRead) {
      wantsRead = false;
      isReading = true;
      int number = ++reads;
      return () -> read(number);
    }
    Change<T> change = changes.poll();
    return change == null ? null : () -> give(change);
  }

  private void give(Change<T> change) {
    guarded(() -> onChange.accept(change.subject, change.payload));
  }

  private void read(int number) {
    Call<V, ?> call;
    try {
      call = read.get();
    } catch (RuntimeException e) {
      answered(
          number,
          () ->
              fail(
                  new EventFailedException(
                      topic.type().name(),
                      Reason.HANDLER_FAILED,
                      null,
                      topic + ": reading the value failed: " + e,
                      e)));
      return;
    }
    boolean wanted;
    synchronized (this) {
      wanted = !closed && number == reads;
      if (wanted) {
        reading = call;
      }
    }
    if (wanted) {
      expect(number, call);
    } else {
      call.cancel();
    }
  }

  private <E> void expect(int number, Call<V, E> call) {
    call.whenDone((result, failure) ->
        answered(
            number,
            switch (result) {
              case Result.Ok<V, E>(V value) -> () -> give(value);
              case Result.Err<V, E>(E error) ->
                  () ->
                      fail(
                          new EventFailedException(
                              topic.type().name(),
                              Reason.UNSPECIFIED,
                              error,
                              topic + ": reading the value was answered " + error,
                              null));
              case null -> () -> fail(java.util.Objects.requireNonNull(failure));
            }));
  }

  private void answered(int number, Runnable how) {
    synchronized (this) {
      if (closed || number != reads) {
        return;
      }
      answer = how;
    }
    drain();
  }

  private void give(V value) {
    guarded(() -> onValue.accept(value));
    settle(null);
  }

  /** The first failure is thrown where it is waited for; later ones are told. */
  private void fail(EventFailedException why) {
    if (!settle(why)) {
      guarded(() -> onFailure.accept(why));
    }
  }

  /** Whether this was the first read's end. */
  private synchronized boolean settle(@Nullable EventFailedException failure) {
    boolean wasFirst = first;
    if (wasFirst) {
      first = false;
      firstFailure = failure;
      notifyAll();
    }
    return wasFirst;
  }

  private void guarded(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      CoreLog.get().log(System.Logger.Level.ERROR, () -> topic + ": an observer failed", e);
    }
  }
}
