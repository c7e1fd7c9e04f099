package dev.parley.core.dispatch;

import dev.parley.core.event.EventType;
import java.util.function.Function;

/** Goes around handlers: the place of interceptors. */
public interface Around {
  /**
   * Runs the handler, or does not, on the handler's thread, the call being current.
   *
   * @param handler takes the payload, or another one; streams are bound to it already
   * @return the response
   */
  <P, R> R handle(
      ServedCall call,
      EventType<P, R, ?> type,
      P payload,
      Function<? super P, ? extends R> handler);
}
