package dev.parley.core.dispatch;

import dev.parley.core.event.EventType;
import dev.parley.core.transport.Peer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may do what, from the connection's identity alone: it is asked on the reader thread
 * before a payload is decoded. Never throws.
 */
public interface Admission {
  /** Why this peer may not call the event, for people; null if it may. */
  @Nullable String refusesCall(Peer peer, EventType<?, ?, ?> event);

  /**
   * Why this peer may not listen, for people; null if it may.
   *
   * @param types the notifications of the source that it asks for; empty for all
   * @param subjects what they are to be about; empty for anything
   */
  @Nullable String refusesListening(
      Peer peer, String source, List<Integer> types, List<String> subjects);
}
