package dev.parley.core.protocol;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Every limit of a connection, in one place. Each is enforced, and the error it leads to names the
 * value and the limit.
 *
 * @param maxFrameBytes the largest frame either side accepts, in bytes, without its length prefix
 * @param maxDepth how deep messages may nest in a payload
 * @param maxElements how many list elements and map entries a received payload may hold, at all
 *     depths together: a payload of a few bytes each would otherwise take many times its size in
 *     memory
 * @param maxHelloBytes the largest frame before the handshake is done, in bytes
 * @param handshakeTimeout how long a new connection may take until its {@code Hello} is there
 * @param maxCallsPerConnection calls in flight on one connection; one more is answered OVERLOADED
 * @param maxCalls calls in flight on all connections of a core; one more is answered OVERLOADED
 * @param maxConnections connections of one core; one more is told OVERLOADED and closed
 * @param maxQueueBytes bytes waiting to be written to one connection, beyond which it is closed
 *     with SLOW_CONSUMER; and, counted apart, bytes of items of all its streams that nobody has
 *     taken, each with 64 bytes more, beyond which the call is ended with OVERLOADED; and, counted
 *     apart, bytes that a resumable session has sent and its other side has not acknowledged,
 *     beyond which the oldest are forgotten. At least one frame and its length, so raise it before
 *     {@code maxFrameBytes}
 * @param maxBacklogBytes bytes of notifications waiting for one session, each with its subject and
 *     64 bytes more; beyond, all that wait are dropped and the front end is told to resync. And,
 *     counted apart, of debounced ones held back for all sessions; beyond, the oldest are sent
 *     early. At least 64
 * @param maxSubscriptions what one session may be subscribed to; one more is answered
 *     LIMIT_EXCEEDED, as is one beyond {@code maxFrameBytes} for the frames of all of them, or
 *     beyond {@code maxElements} pairs of a type and a subject that they name
 * @param streamItems items of one stream that may wait to be taken by its reader
 * @param streamBytes bytes of items of one stream that may wait to be taken by its reader; the last
 *     of them may go beyond
 * @param frameTimeout how long a frame may take from its first byte to its last
 * @param writeTimeout how long writing may make no progress at all
 * @param cancelGrace how long a handler may go on after it was interrupted before the log names it
 * @param drainTimeout how long {@code Core.close} waits for calls in flight before it interrupts
 *     them
 * @param resumeWindow how long a resumable session waits for its front end to come back after its
 *     link was lost; 0 for no resumable sessions. At most 4,294,967,295 ms
 */
public record Limits(
    int maxFrameBytes,
    int maxDepth,
    int maxElements,
    int maxHelloBytes,
    Duration handshakeTimeout,
    int maxCallsPerConnection,
    int maxCalls,
    int maxConnections,
    int maxQueueBytes,
    int maxBacklogBytes,
    int maxSubscriptions,
    int streamItems,
    int streamBytes,
    Duration frameTimeout,
    Duration writeTimeout,
    Duration cancelGrace,
    Duration drainTimeout,
    Duration resumeWindow) {

  /** What 32 bits hold in milliseconds. */
  private static final Duration MAX_RESUME_WINDOW = Duration.ofMillis(0xFFFF_FFFFL);

  /**
   * 4 MiB frames, depth 100, 262,144 elements, a hello of 4 KiB within 2 s, 1,024 calls and 16 MiB
   * of queue a connection, 4 MiB of backlog and 4,096 subscriptions a session, 8,192 calls in all,
   * 64 connections, 256 items and 256 KiB of a stream, 30 s for a frame, 10 s for a stuck write, 1
   * s for an interrupted handler, 5 s to drain, 30 s to resume.
   */
  public static final Limits DEFAULT =
      new Limits(
          4 << 20,
          100,
          1 << 18,
          4 << 10,
          Duration.ofSeconds(2),
          1024,
          8192,
          64,
          16 << 20,
          4 << 20,
          4096,
          256,
          256 << 10,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30));

  /** What precedes a frame in the queue. */
  private static final int LENGTH_BYTES = 4;

  /**
   * Refuses limits that no connection could live with.
   *
   * @throws IllegalArgumentException naming the limit and its value: sizes in bytes below 64,
   *     counts and depths below 1, a queue without room for one frame and its length, and times
   *     that are not positive ({@link #drainTimeout} and {@link #resumeWindow} may be zero)
   */
  public Limits {
    requireAtLeast("maxFrameBytes", maxFrameBytes, 64);
    requireAtLeast("maxDepth", maxDepth, 1);
    requireAtLeast("maxElements", maxElements, 1);
    requireAtLeast("maxHelloBytes", maxHelloBytes, 64);
    requireAtLeast("maxCallsPerConnection", maxCallsPerConnection, 1);
    requireAtLeast("maxCalls", maxCalls, 1);
    requireAtLeast("maxConnections", maxConnections, 1);
    requireAtLeast("maxBacklogBytes", maxBacklogBytes, 64);
    requireAtLeast("maxSubscriptions", maxSubscriptions, 1);
    requireAtLeast("streamItems", streamItems, 1);
    requireAtLeast("streamBytes", streamBytes, 1);
    if (maxQueueBytes < (long) maxFrameBytes + LENGTH_BYTES) {
      throw new IllegalArgumentException(
          "Limits.maxQueueBytes is %,d; it must have room for one frame of %,d bytes (Limits.maxFrameBytes) and its length, %,d"
              .formatted(maxQueueBytes, maxFrameBytes, LENGTH_BYTES));
    }
    requirePositive("handshakeTimeout", handshakeTimeout);
    requirePositive("frameTimeout", frameTimeout);
    requirePositive("writeTimeout", writeTimeout);
    requirePositive("cancelGrace", cancelGrace);
    if (drainTimeout.isNegative()) {
      throw new IllegalArgumentException("Limits.drainTimeout is " + drainTimeout);
    }
    if (resumeWindow.isNegative() || resumeWindow.compareTo(MAX_RESUME_WINDOW) > 0) {
      throw new IllegalArgumentException(
          "Limits.resumeWindow is %s; it must be from 0 to 4,294,967,295 ms"
              .formatted(resumeWindow));
    }
  }

  /** These limits with another {@link #maxFrameBytes}. */
  public Limits withMaxFrameBytes(int bytes) {
    return with(values -> values.maxFrameBytes = bytes);
  }

  /** These limits with another {@link #maxDepth}. */
  public Limits withMaxDepth(int depth) {
    return with(values -> values.maxDepth = depth);
  }

  /** These limits with another {@link #maxElements}. */
  public Limits withMaxElements(int elements) {
    return with(values -> values.maxElements = elements);
  }

  /** These limits with another {@link #maxHelloBytes}. */
  public Limits withMaxHelloBytes(int bytes) {
    return with(values -> values.maxHelloBytes = bytes);
  }

  /** These limits with another {@link #handshakeTimeout}. */
  public Limits withHandshakeTimeout(Duration timeout) {
    return with(values -> values.handshakeTimeout = timeout);
  }

  /** These limits with another {@link #maxCallsPerConnection}. */
  public Limits withMaxCallsPerConnection(int calls) {
    return with(values -> values.maxCallsPerConnection = calls);
  }

  /** These limits with another {@link #maxCalls}. */
  public Limits withMaxCalls(int calls) {
    return with(values -> values.maxCalls = calls);
  }

  /** These limits with another {@link #maxConnections}. */
  public Limits withMaxConnections(int connections) {
    return with(values -> values.maxConnections = connections);
  }

  /** These limits with another {@link #maxQueueBytes}. */
  public Limits withMaxQueueBytes(int bytes) {
    return with(values -> values.maxQueueBytes = bytes);
  }

  /** These limits with another {@link #maxBacklogBytes}. */
  public Limits withMaxBacklogBytes(int bytes) {
    return with(values -> values.maxBacklogBytes = bytes);
  }

  /** These limits with another {@link #maxSubscriptions}. */
  public Limits withMaxSubscriptions(int subscriptions) {
    return with(values -> values.maxSubscriptions = subscriptions);
  }

  /** These limits with another {@link #streamItems}. */
  public Limits withStreamItems(int items) {
    return with(values -> values.streamItems = items);
  }

  /** These limits with another {@link #streamBytes}. */
  public Limits withStreamBytes(int bytes) {
    return with(values -> values.streamBytes = bytes);
  }

  /** These limits with another {@link #frameTimeout}. */
  public Limits withFrameTimeout(Duration timeout) {
    return with(values -> values.frameTimeout = timeout);
  }

  /** These limits with another {@link #writeTimeout}. */
  public Limits withWriteTimeout(Duration timeout) {
    return with(values -> values.writeTimeout = timeout);
  }

  /** These limits with another {@link #cancelGrace}. */
  public Limits withCancelGrace(Duration grace) {
    return with(values -> values.cancelGrace = grace);
  }

  /** These limits with another {@link #drainTimeout}. */
  public Limits withDrainTimeout(Duration timeout) {
    return with(values -> values.drainTimeout = timeout);
  }

  /** These limits with another {@link #resumeWindow}. */
  public Limits withResumeWindow(Duration window) {
    return with(values -> values.resumeWindow = window);
  }

  private Limits with(Consumer<Values> change) {
    Values values = new Values(this);
    change.accept(values);
    return values.limits();
  }

  /** The limits while one of them is changed. */
  private static final class Values {
    private int maxFrameBytes;
    private int maxDepth;
    private int maxElements;
    private int maxHelloBytes;
    private Duration handshakeTimeout;
    private int maxCallsPerConnection;
    private int maxCalls;
    private int maxConnections;
    private int maxQueueBytes;
    private int maxBacklogBytes;
    private int maxSubscriptions;
    private int streamItems;
    private int streamBytes;
    private Duration frameTimeout;
    private Duration writeTimeout;
    private Duration cancelGrace;
    private Duration drainTimeout;
    private Duration resumeWindow;

    Values(Limits limits) {
      maxFrameBytes = limits.maxFrameBytes;
      maxDepth = limits.maxDepth;
      maxElements = limits.maxElements;
      maxHelloBytes = limits.maxHelloBytes;
      handshakeTimeout = limits.handshakeTimeout;
      maxCallsPerConnection = limits.maxCallsPerConnection;
      maxCalls = limits.maxCalls;
      maxConnections = limits.maxConnections;
      maxQueueBytes = limits.maxQueueBytes;
      maxBacklogBytes = limits.maxBacklogBytes;
      maxSubscriptions = limits.maxSubscriptions;
      streamItems = limits.streamItems;
      streamBytes = limits.streamBytes;
      frameTimeout = limits.frameTimeout;
      writeTimeout = limits.writeTimeout;
      cancelGrace = limits.cancelGrace;
      drainTimeout = limits.drainTimeout;
      resumeWindow = limits.resumeWindow;
    }

    Limits limits() {
      return new Limits(
          maxFrameBytes,
          maxDepth,
          maxElements,
          maxHelloBytes,
          handshakeTimeout,
          maxCallsPerConnection,
          maxCalls,
          maxConnections,
          maxQueueBytes,
          maxBacklogBytes,
          maxSubscriptions,
          streamItems,
          streamBytes,
          frameTimeout,
          writeTimeout,
          cancelGrace,
          drainTimeout,
          resumeWindow);
    }
  }

  private static void requireAtLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "Limits.%s is %,d; it must be at least %,d".formatted(name, value, least));
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(
          "Limits.%s is %s; it must be positive".formatted(name, value));
    }
  }
}
