package dev.parley.core.dispatch;

import dev.parley.core.protocol.Reason;
import dev.parley.core.transport.Peer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Is told what becomes of calls and connections. A core has one or none; where there is none,
 * nothing is spent. Its methods are short, never block and never throw, and are called by any
 * thread, those of one call not always in order: an answer may overtake the handler's end.
 */
public interface CallObserver {
  /** A request arrived for an event that the core has; on the reader thread, before decoding. */
  default void received(ServedCall call) {}

  /** The handler begins, interceptors included; on its thread, the call being current. */
  default void started(ServedCall call) {}

  /**
   * The handler ended, on its thread; not called if it never {@link #started}.
   *
   * @param thrown what it threw; null if it returned
   */
  default void ended(ServedCall call, @Nullable Throwable thrown) {}

  /**
   * The call's one answer was decided, and is not written yet: who has it finds it counted.
   *
   * @param code {@code Protocol.OK}, {@code ERR} or {@code INTERNAL}
   * @param reason with {@code INTERNAL}; UNSPECIFIED with the others. CONNECTION_LOST if there is
   *     nobody to be answered
   */
  default void answered(ServedCall call, int code, Reason reason) {}

  /** A request was answered that is none of an event's: its event is unknown. */
  default void refused(Peer peer, long id, Reason reason) {}

  /** An item was queued for the front end; on the sending thread. */
  default void itemSent(ServedCall call, Object item, int bytes) {}

  /** An item came from the front end; on the reader thread. */
  default void itemArrived(ServedCall call, int bytes) {}

  /** The handler took an item; on its thread. */
  default void itemReceived(ServedCall call, Object item) {}

  /**
   * A front end has shaken hands, and begins a session.
   *
   * @param connection its name in the log
   * @param client what the front end calls itself
   */
  default void sessionOpened(String connection, Peer peer, String client) {}

  /**
   * A session that was opened has ended.
   *
   * @param calls how many requests came in it
   * @param links how many links it had, one after the other
   */
  default void sessionClosed(String connection, Peer peer, long calls, int links) {}

  /**
   * The watchdog's round, about every 50 ms.
   *
   * @param now by the core's ticker
   * @param unanswered the calls of this moment, also those that wait for their turn
   */
  default void beat(long now, List<ServedCall> unanswered) {}
}
