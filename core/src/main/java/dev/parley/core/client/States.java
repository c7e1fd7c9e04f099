package dev.parley.core.client;

import dev.parley.core.log.CoreLog;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state of a client's connection, and who wants to know of it. Each change is told to all, in
 * order and one at a time, by whoever brings one about. Safe for use by any thread.
 */
final class States {
  private final List<Consumer<? super ConnectionState>> listeners = new CopyOnWriteArrayList<>();
  private final ArrayDeque<ConnectionState> changes = new ArrayDeque<>(); // guarded by this

  /** How many changes are not told; who raised it from 0 tells them. */
  private final AtomicInteger untold = new AtomicInteger();

  private volatile ConnectionState state = new ConnectionState.Connected(false);

  ConnectionState current() {
    return state;
  }

  Subscription listen(Consumer<? super ConnectionState> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Notes a change, with whatever lock makes it one held; {@link #tell} must follow without. */
  synchronized void note(ConnectionState next) {
    if (!(state instanceof ConnectionState.Closed)) {
      state = next;
      changes.add(next);
    }
  }

  /** Tells what was noted, unless somebody does already, who then tells this as well. */
  void tell() {
    if (untold.getAndIncrement() != 0) {
      return;
    }
    int missed = 1;
    do {
      for (ConnectionState next = next(); next != null; next = next()) {
        tell(next);
      }
      missed = untold.addAndGet(-missed);
    } while (missed != 0);
  }

  private synchronized @Nullable ConnectionState next() {
    return changes.poll();
  }

  private void tell(ConnectionState change) {
    for (Consumer<? super ConnectionState> listener : listeners) {
      try {
        listener.accept(change);
      } catch (RuntimeException | StackOverflowError | AssertionError e) {
        CoreLog.get()
            .log(System.Logger.Level.ERROR, "A listener to the connection's state failed", e);
      }
    }
  }
}
