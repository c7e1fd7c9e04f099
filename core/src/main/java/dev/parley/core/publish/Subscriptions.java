package dev.parley.core.publish;

import dev.parley.core.collect.LongTable;
import dev.parley.core.notify.Topic;
import dev.parley.core.protocol.Limits;
import dev.parley.core.wire.Subscribe;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one session. Added and removed by its reader thread, cleared by whoever ends
 * it.
 */
public final class Subscriptions {
  private final Audience audience;
  private final Hearer hearer;
  private final Limits limits;
  private volatile LongTable<Entry> entries = new LongTable<>();

  // Guarded by this.
  private final Map<Topic, Interest> topics = new HashMap<>();
  private final Map<String, Interest> wholeSources = new HashMap<>();
  private long bytes;
  private long pairs;
  private boolean over;

  /** A subscription as the index has it, and what it costs to keep it. */
  private record Entry(
      String source, Set<Integer> types, List<String> subjects, int bytes, long pairs) {}

  public Subscriptions(Audience audience, Hearer hearer, Limits limits) {
    this.audience = audience;
    this.hearer = hearer;
    this.limits = limits;
  }

  /** How many there are. */
  public int size() {
    return entries.size();
  }

  /** Whether one has that id. */
  public boolean contains(long id) {
    return entries.size() != 0 && entries.get(id) != null;
  }

  /**
   * Why one more subscription is too much, for people; null if it is not.
   *
   * @param frameBytes how many bytes the frame has that asks for it
   */
  public synchronized @Nullable String refusal(Subscribe subscribe, int frameBytes) {
    if (entries.size() >= limits.maxSubscriptions()) {
      return "This connection has %,d subscriptions; the limit is %,d (Limits.maxSubscriptions)"
          .formatted(entries.size(), limits.maxSubscriptions());
    }
    if (bytes + frameBytes > limits.maxFrameBytes()) {
      return "The subscriptions of this connection take %,d bytes; the limit is %,d (Limits.maxFrameBytes)"
          .formatted(bytes + frameBytes, limits.maxFrameBytes());
    }
    long all = pairs + pairs(subscribe);
    return all <= limits.maxElements()
        ? null
        : "The subscriptions of this connection name %,d pairs of a type and a subject; the limit is %,d (Limits.maxElements)"
            .formatted(all, limits.maxElements());
  }

  private static long pairs(Subscribe subscribe) {
    return (long) Math.max(1, subscribe.types().size()) * Math.max(1, subscribe.subjects().size());
  }

  /** Adds a subscription: what is sent from here on is heard. */
  public synchronized void add(Subscribe subscribe, int frameBytes) {
    if (over) {
      return;
    }
    Entry entry =
        new Entry(
            subscribe.source(),
            new HashSet<>(subscribe.types()),
            subscribe.subjects(),
            frameBytes,
            pairs(subscribe));
    if (!entries.add(subscribe.id(), entry)) {
      throw new IllegalStateException("A subscription has that id already");
    }
    bytes += entry.bytes;
    pairs += entry.pairs;
    if (entry.types.isEmpty()) {
      Interest before = wholeSources.get(entry.source);
      wholeSources.put(
          entry.source, audience.add(entry.source, null, before, hearer, entry.subjects));
    }
    for (int type : entry.types) {
      Topic topic = new Topic(entry.source, type);
      Interest before = topics.get(topic);
      topics.put(topic, audience.add(entry.source, topic, before, hearer, entry.subjects));
    }
  }

  /** Ends a subscription; one that does not exist is none to end. */
  public synchronized void remove(long id) {
    Entry entry = entries.remove(id);
    if (entry == null) {
      return;
    }
    bytes -= entry.bytes;
    pairs -= entry.pairs;
    if (entry.types.isEmpty()) {
      Interest interest = wholeSources.get(entry.source);
      if (interest != null && audience.remove(entry.source, null, interest, entry.subjects)) {
        var _ = wholeSources.remove(entry.source);
      }
    }
    for (int type : entry.types) {
      Topic topic = new Topic(entry.source, type);
      Interest interest = topics.get(topic);
      if (interest != null && audience.remove(entry.source, topic, interest, entry.subjects)) {
        var _ = topics.remove(topic);
      }
    }
  }

  /** Ends them all; none is added any more. */
  public synchronized void clear() {
    over = true;
    wholeSources.forEach((source, interest) -> audience.drop(source, null, interest));
    topics.forEach((topic, interest) -> audience.drop(topic.source(), topic, interest));
    wholeSources.clear();
    topics.clear();
    entries = new LongTable<>();
    bytes = 0;
    pairs = 0;
  }
}
