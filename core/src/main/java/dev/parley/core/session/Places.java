package dev.parley.core.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections that a core may have ({@code Limits.maxConnections}), and who has them. A session
 * without a link has one too, but gives way to a new session, the one that waits longest first.
 *
 * <p>Whether a new link begins a session or resumes one is known when its front end has greeted, so
 * that is when it is counted: a front end that comes back is never turned away because of itself.
 * Safe for use by any thread, also by one that holds a connection's lock; so nothing here asks a
 * session what takes one.
 */
final class Places {
  private final int limit;

  /** Whoever has one, and links that have not greeted; guarded by this. */
  private final List<Session> taken = new ArrayList<>();

  Places(int limit) {
    this.limit = limit;
  }

  /**
   * A link was accepted, and may resume a session if there is one that could be.
   *
   * @return why it is turned away; null if it is not
   */
  synchronized @Nullable String admit(Session session) {
    int firm = 0;
    for (Session other : taken) {
      if (!other.isResumable()) {
        firm++;
      }
    }
    if (firm >= limit) {
      return refusal(firm);
    }
    taken.add(session);
    return null;
  }

  /**
   * A link that was admitted begins a session.
   *
   * @return why it can't; null if it has
   */
  @Nullable String greet(Session session) {
    String refusal = tryGreet(session);
    if (refusal != null) {
      for (Session away : away()) {
        if (away.giveUp("it gave way to a new one (Limits.maxConnections)")) {
          refusal = tryGreet(session);
          if (refusal == null) {
            break;
          }
        }
      }
    }
    return refusal;
  }

  private synchronized @Nullable String tryGreet(Session session) {
    int greeted = 0;
    for (Session other : taken) {
      if (other.isGreeted()) {
        greeted++;
      }
    }
    if (greeted >= limit) {
      return refusal(greeted);
    }
    session.markGreeted();
    return null;
  }

  /** The sessions without a link, the one that waits longest first. */
  private synchronized List<Session> away() {
    return taken.stream()
        .filter(Session::isAway)
        .sorted(Comparator.comparingLong(Session::awaySince))
        .toList();
  }

  private String refusal(int connections) {
    return "This core has %,d connections; the limit is %,d (Limits.maxConnections)"
        .formatted(connections, limit);
  }

  /** The session has ended, or never was one. */
  synchronized void leave(Session session) {
    taken.remove(session);
  }

  /** Whether nobody is left. */
  synchronized boolean areFree() {
    return taken.isEmpty();
  }
}
