package dev.parley.core.intercept;

import dev.parley.core.event.Call;
import dev.parley.core.event.EventType;

/**
 * A call on its way to its handler, as an {@link Interceptor} sees it. For use by the thread of the
 * call only, until {@code around} returns.
 *
 * @param <P> the payload; {@code Empty} where the event takes none
 * @param <R> the response; {@code Empty} where the event returns none
 */
public interface Invocation<P, R> {
  /** The call; the same as {@link Call#current()}. */
  Call call();

  /** The event that is called. */
  EventType<P, R, ?> type();

  /** What comes with the call, as the interceptor before passed it on. */
  P payload();

  /**
   * Goes on to the next interceptor, or to the handler, with the payload as it is. Once more and
   * the handler runs once more, except that the items of a stream can be taken only once.
   *
   * @return the response
   */
  R proceed();

  /** Goes on with another payload; it is not validated again. */
  R proceed(P otherPayload);
}
