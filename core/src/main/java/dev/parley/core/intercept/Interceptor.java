package dev.parley.core.intercept;

import dev.parley.core.event.Call;

/**
 * Goes around handlers: for logging, transactions, checks that need the payload. A core has any
 * number of them; the first one added is the outermost.
 *
 * <p>An interceptor runs on the handler's thread, within {@link Call#current()}, after the payload
 * was read and found valid: a request that is refused before its handler never gets here. It is
 * called for several calls at once.
 *
 * <pre>{@code
 * final class Transactions implements Interceptor {
 *   @Override
 *   public <P, R> R around(Invocation<P, R> invocation) {
 *     return database.inTransaction(invocation::proceed);
 *   }
 * }
 * }</pre>
 */
public interface Interceptor {
  /**
   * Answers a call, usually by {@link Invocation#proceed()}; for a call with streams it begins with
   * the handler and ends with it.
   *
   * <p>What it returns is the response, in place of the handler's if it likes. What it throws is
   * treated as if the handler had thrown it: the event's declared exception is the declared error,
   * anything else HANDLER_FAILED.
   */
  <P, R> R around(Invocation<P, R> invocation);

  /**
   * The handler has sent a stream item; on the thread that sent it. Interceptors only watch items:
   * what this throws is logged and nothing else comes of it.
   */
  default void itemSent(Call call, Object item) {}

  /** The handler takes an item that came from the front end; otherwise like {@link #itemSent}. */
  default void itemReceived(Call call, Object item) {}
}
