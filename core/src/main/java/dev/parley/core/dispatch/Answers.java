package dev.parley.core.dispatch;

import dev.parley.core.codec.Codec;
import dev.parley.core.protocol.Reason;

/**
 * Where the answers of a connection's calls go. Whoever answers first for an id answers; later
 * attempts are dropped. Safe for use by any thread.
 */
public interface Answers {
  /** Whether the call has not been answered, by its handler or by a core that closes. */
  boolean isAwaited(long id);

  /**
   * A call goes on on this thread, which is about to be started; before that it is the reader's.
   *
   * @return whether it should: false if the call has been answered meanwhile
   */
  boolean runsOn(long id, Thread thread);

  /**
   * Answers with a response or a declared error.
   *
   * @param code {@code Protocol.OK} or {@code Protocol.ERR}
   * @throws RuntimeException if it can't be encoded; then the call is not answered
   */
  <T> void answer(long id, int code, Codec<T> codec, T payload);

  /** Answers for a reason, with text for people that tells nothing a front end must not know. */
  void fail(long id, Reason reason, String text);
}
