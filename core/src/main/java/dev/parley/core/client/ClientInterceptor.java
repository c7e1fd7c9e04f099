package dev.parley.core.client;

/**
 * Sees, and may change, what a client calls: for logging, metrics, or adding what every call needs.
 * Asked in the order in which the interceptors were given to {@link CoreClient.Builder#intercept},
 * the first outermost. Used by all threads that make calls, so safe for use by any.
 *
 * <p>What a method throws goes to who made the call, sent the item or took it.
 */
public interface ClientInterceptor {
  /**
   * Around a call, on the thread that makes it, and of a call with streams around its head. Returns
   * what {@link OutgoingCall#proceed()} returned, usually after asking it to tell {@linkplain
   * Call#whenDone when it is done}, and must not wait for it. Or answers itself, with {@link
   * OutgoingCall#answered} or {@link OutgoingCall#failed}: nothing is sent then.
   */
  default <P, R, E> Call<R, E> around(OutgoingCall<P, R, E> call) {
    return call.proceed();
  }

  /** An item was sent to the core, on the thread that sent it. */
  default void itemSent(OutgoingCall<?, ?, ?> call, Object item) {}

  /** An item from the core is taken, on the thread that takes it. */
  default void itemReceived(OutgoingCall<?, ?, ?> call, Object item) {}
}
