package dev.parley.core.dispatch;

import dev.parley.core.codec.Codec;
import dev.parley.core.protocol.Reason;
import dev.parley.core.stream.IncomingItems;
import dev.parley.core.stream.ItemSender;
import dev.parley.core.time.Ticker;
import dev.parley.core.transport.Peer;

/**
 * The connection of a call, as the call sees it. Whoever answers first answers; later attempts are
 * dropped. Safe for use by any thread.
 */
public interface Answers {
  /** Who is at the other end. */
  Peer peer();

  /** The time that deadlines are measured by. */
  Ticker ticker();

  /**
   * The reader hands the call to a thread other than its own.
   *
   * @return whether it should: false if the call has been answered meanwhile
   */
  boolean hand(ServedCall call);

  /**
   * Answers with a response or a declared error, and with that the handler has ended; also if
   * somebody else has answered.
   *
   * @param code {@code Protocol.OK} or {@code Protocol.ERR}
   * @throws RuntimeException if it can't be encoded; then the call is not answered, nor ended by
   *     this
   */
  <T> void answer(ServedCall call, int code, Codec<T> codec, T payload);

  /** Answers for a reason, with text for people that tells nothing a front end must not know. */
  void fail(ServedCall call, Reason reason, String text);

  /** The same for who answers instead of the handler, which is interrupted. */
  void abandon(ServedCall call, Reason reason, String text);

  /**
   * The same with the event's declared error.
   *
   * @throws RuntimeException if it can't be encoded; then the call is not answered
   */
  <T> void abandon(ServedCall call, Codec<T> codec, T error);

  /** Sends the items of a new stream to the front end. */
  <T> ItemSender<T> newSender(ServedCall call, Codec<T> codec);

  /** The items of a new stream from the front end. */
  <T> IncomingItems<T> newItems(ServedCall call);

  /** The call is answered and its handler has ended, in whatever order: it counts no more. */
  void released(ServedCall call);
}
