package dev.parley.core.publish;

import dev.parley.core.connection.Flusher;
import dev.parley.core.notify.NotificationType;
import dev.parley.core.notify.Topic;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who listens to what in a core: for each topic the sessions that subscribed to it. Sending what
 * nobody listens to costs a lookup and allocates nothing; sending to somebody costs a question per
 * session of the topic, however many subjects each has named. Safe for use by any thread.
 */
public final class Audience {
  /** What a subscription names that is to every source. */
  private static final String EVERY_SOURCE = "";

  private static final Interest[] NOBODY = {};

  /** With more sessions than this, waking the writer of each holds up who sends. */
  private static final int FEW = 8;

  /** The sessions that named the topic; the arrays are never changed. */
  private final Map<Topic, Interest[]> topics = new ConcurrentHashMap<>();

  /**
   * The sessions that named a source and none of its topics: they listen to all of them. The empty
   * source is every source.
   */
  private final Map<String, Interest[]> wholeSources = new ConcurrentHashMap<>();

  private final int maxFrameBytes;
  private final Flusher flusher;

  /**
   * @param maxFrameBytes the largest frame that a notification may take
   * @param flusher has sent what many sessions hear
   */
  public Audience(int maxFrameBytes, Flusher flusher) {
    this.maxFrameBytes = maxFrameBytes;
    this.flusher = flusher;
  }

  /** Whether anybody listens to notifications of that type about that subject. */
  public boolean isHeard(NotificationType<?> type, String subject) {
    return anyWants(named(type), subject)
        || anyWants(whole(type), subject)
        || anyWants(everywhere(type), subject);
  }

  private Interest[] named(NotificationType<?> type) {
    return topics.getOrDefault(type.topic(), NOBODY);
  }

  private Interest[] whole(NotificationType<?> type) {
    return wholeSources.isEmpty() ? NOBODY : wholeSources.getOrDefault(type.source(), NOBODY);
  }

  private Interest[] everywhere(NotificationType<?> type) {
    return wholeSources.isEmpty() || type.source().isEmpty()
        ? NOBODY
        : wholeSources.getOrDefault(EVERY_SOURCE, NOBODY);
  }

  private static boolean anyWants(Interest[] interests, String subject) {
    for (Interest interest : interests) {
      if (interest.wants(subject)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Gives a notification to everybody who listens, once to each.
   *
   * @throws dev.parley.core.codec.UnencodableMessageException if somebody listens and it can't be
   *     encoded, or is larger than a frame may be; nobody has got it then
   */
  public <T> void publish(NotificationType<T> type, String subject, T payload) {
    if (isHeard(type, subject)) {
      publish(encode(type, subject, payload));
    }
  }

  <T> OutgoingNotification encode(NotificationType<T> type, String subject, T payload) {
    OutgoingNotification notification = OutgoingNotification.of(type, subject, payload);
    notification.requireFrameOf(maxFrameBytes);
    return notification;
  }

  /** Gives a notification that was encoded before to everybody who listens. */
  void publish(OutgoingNotification notification) {
    Interest[] whole = whole(notification.type());
    Interest[] everywhere = everywhere(notification.type());
    give(
        named(notification.type()),
        everywhere.length == 0 ? whole : concat(whole, everywhere),
        everywhere.length != 0,
        notification);
  }

  /**
   * @param mixed whether a session may stand in {@code whole} twice
   */
  private void give(
      Interest[] named, Interest[] whole, boolean mixed, OutgoingNotification notification) {
    Flusher its = named.length + whole.length > FEW ? flusher : null;
    if (!mixed && (whole.length == 0 || named.length == 0)) {
      for (Interest interest : whole.length == 0 ? named : whole) {
        if (interest.wants(notification.subject())) {
          interest.hearer().hear(notification, its);
        }
      }
      return;
    }
    // A session may stand in both, and change its mind meanwhile: only a list of who has got it
    // makes it once for each.
    Set<Hearer> told = Collections.newSetFromMap(new IdentityHashMap<>());
    giveOnce(named, notification, told, its);
    giveOnce(whole, notification, told, its);
  }

  private static void giveOnce(
      Interest[] interests,
      OutgoingNotification notification,
      Set<Hearer> told,
      @Nullable Flusher flusher) {
    for (Interest interest : interests) {
      if (interest.wants(notification.subject()) && told.add(interest.hearer())) {
        interest.hearer().hear(notification, flusher);
      }
    }
  }

  /**
   * Adds a subscription to a topic.
   *
   * @param topic null for the whole source
   * @param interest what the session wanted of it so far; null if nothing
   * @return what it wants now
   */
  synchronized Interest add(
      String source,
      @Nullable Topic topic,
      @Nullable Interest interest,
      Hearer hearer,
      List<String> subjects) {
    if (interest != null) {
      interest.add(subjects);
      return interest;
    }
    // Complete before it can be found.
    Interest first = new Interest(hearer);
    first.add(subjects);
    if (topic == null) {
      wholeSources.merge(source, new Interest[] {first}, Audience::concat);
    } else {
      topics.merge(topic, new Interest[] {first}, Audience::concat);
    }
    return first;
  }

  private static Interest[] concat(Interest[] present, Interest[] more) {
    Interest[] longer = Arrays.copyOf(present, present.length + more.length);
    System.arraycopy(more, 0, longer, present.length, more.length);
    return longer;
  }

  /** Takes a subscription back; tells whether the session wants nothing of the topic any more. */
  synchronized boolean remove(
      String source, @Nullable Topic topic, Interest interest, List<String> subjects) {
    interest.remove(subjects);
    if (!interest.isNone()) {
      return false;
    }
    drop(source, topic, interest);
    return true;
  }

  /** Takes out whatever a session wants of a topic. */
  synchronized void drop(String source, @Nullable Topic topic, Interest interest) {
    if (topic == null) {
      wholeSources.computeIfPresent(source, (_, present) -> without(present, interest));
    } else {
      topics.computeIfPresent(topic, (_, present) -> without(present, interest));
    }
  }

  private static Interest @Nullable [] without(Interest[] present, Interest gone) {
    int at = 0;
    while (at < present.length && present[at] != gone) {
      at++;
    }
    if (at == present.length) {
      return present;
    }
    if (present.length == 1) {
      return null;
    }
    Interest[] shorter = Arrays.copyOf(present, present.length - 1);
    System.arraycopy(present, at + 1, shorter, at, shorter.length - at);
    return shorter;
  }

  /** How many topics and sources somebody listens to. */
  synchronized int size() {
    return topics.size() + wholeSources.size();
  }
}
