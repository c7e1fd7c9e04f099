package dev.parley.core.client;

import java.util.Objects;
import java.util.concurrent.Flow;

/** Publishes notifications: each subscriber listens for itself, from when it subscribes. */
final class NotificationPublisher<T> implements Flow.Publisher<Delivery<T>> {
  private final Listeners listeners;
  private final Topic<T> topic;
  private final int maxBytes;

  NotificationPublisher(Listeners listeners, Topic<T> topic, int maxBytes) {
    this.listeners = listeners;
    this.topic = topic;
    this.maxBytes = maxBytes;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Delivery<T>> subscriber) {
    new DeliveryQueue<>(topic, Objects.requireNonNull(subscriber, "subscriber"), maxBytes)
        .start(listeners);
  }
}
