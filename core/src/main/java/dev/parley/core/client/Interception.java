package dev.parley.core.client;

import dev.parley.core.event.EventType;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** One call's way through a client's interceptors. */
final class Interception<P, R, E> {
  /**
   * Copied for its type: {@code new @Nullable OutgoingCall<?, ?, ?>[n]} makes javac 25 complain.
   */
  private static final @Nullable OutgoingCall<?, ?, ?>[] NONE_SEEN = {};

  private final EventType<P, R, E> type;
  private final List<ClientInterceptor> interceptors;
  private final BiFunction<P, CallOptions, Call<R, E>> send;

  /** The call as each interceptor saw it last; null for those that it has not reached. */
  private final @Nullable OutgoingCall<?, ?, ?>[] seen;

  /**
   * @param send makes the call, after the last interceptor
   */
  Interception(
      EventType<P, R, E> type,
      List<ClientInterceptor> interceptors,
      BiFunction<P, CallOptions, Call<R, E>> send) {
    this.type = type;
    this.interceptors = interceptors;
    this.send = send;
    this.seen = Arrays.copyOf(NONE_SEEN, interceptors.size());
  }

  EventType<P, R, E> type() {
    return type;
  }

  Call<R, E> proceed(int index, P payload, CallOptions options) {
    if (index == interceptors.size()) {
      return send.apply(payload, options);
    }
    OutgoingCall<P, R, E> call = new OutgoingCall<>(this, index, payload, options);
    seen[index] = call;
    return interceptors.get(index).around(call);
  }

  void itemSent(Object item) {
    for (int i = 0; i < seen.length; i++) {
      OutgoingCall<?, ?, ?> call = seen[i];
      if (call != null) {
        interceptors.get(i).itemSent(call, item);
      }
    }
  }

  void itemReceived(Object item) {
    for (int i = 0; i < seen.length; i++) {
      OutgoingCall<?, ?, ?> call = seen[i];
      if (call != null) {
        interceptors.get(i).itemReceived(call, item);
      }
    }
  }
}
