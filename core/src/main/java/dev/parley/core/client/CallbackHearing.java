package dev.parley.core.client;

import dev.parley.core.log.CoreLog;
import java.util.function.Consumer;

/** Hands what arrives to a callback of the application, which may throw what it likes. */
final class CallbackHearing<T> implements Hearing<T> {
  private final Topic<T> topic;
  private final Listener<? super T> listener;

  CallbackHearing(Topic<T> topic, Listener<? super T> listener) {
    this.topic = topic;
    this.listener = listener;
  }

  @Override
  public void hear(String subject, T payload, int cost, boolean latest) {
    guarded(it -> it.heard(subject, payload));
  }

  @Override
  public void resync(Resync why) {
    guarded(it -> it.resynced(why));
  }

  @Override
  public void end(EventFailedException why) {
    guarded(it -> it.ended(why));
  }

  /** One listener's failure is not the others', and must not end the reader. */
  private void guarded(Consumer<Listener<? super T>> callback) {
    try {
      callback.accept(listener);
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      CoreLog.get().log(System.Logger.Level.ERROR, () -> topic + ": a listener failed", e);
    }
  }
}
