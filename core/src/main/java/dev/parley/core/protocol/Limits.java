package dev.parley.core.protocol;

import java.time.Duration;

/**
 * Every limit of a connection, in one place. Each is enforced, and the error it leads to names the
 * value and the limit.
 *
 * @param maxFrameBytes the largest frame either side accepts, in bytes, without its length prefix
 * @param maxDepth how deep messages may nest in a payload
 * @param maxItems how many list elements and map entries a received payload may hold, at all depths
 *     together: a payload of a few bytes each would otherwise take many times its size in memory
 * @param maxHelloBytes the largest frame before the handshake is done, in bytes
 * @param handshakeTimeout how long a new connection may take until its {@code Hello} is there
 * @param maxCallsPerConnection calls in flight on one connection; one more is answered OVERLOADED
 * @param maxConnections connections of one core; one more is told OVERLOADED and closed
 * @param maxQueueBytes bytes waiting to be written to one connection, beyond which it is closed
 *     with SLOW_CONSUMER; at least one frame and its length, so raise it before {@code
 *     maxFrameBytes}
 * @param frameTimeout how long a frame may take from its first byte to its last
 * @param writeTimeout how long writing may make no progress at all
 * @param drainTimeout how long {@code Core.close} waits for calls in flight before it interrupts
 *     them
 */
public record Limits(
    int maxFrameBytes,
    int maxDepth,
    int maxItems,
    int maxHelloBytes,
    Duration handshakeTimeout,
    int maxCallsPerConnection,
    int maxConnections,
    int maxQueueBytes,
    Duration frameTimeout,
    Duration writeTimeout,
    Duration drainTimeout) {

  /**
   * 4 MiB frames, depth 100, 262,144 items, a hello of 4 KiB within 2 s, 1,024 calls and 16 MiB of
   * queue a connection, 64 connections, 30 s for a frame, 10 s for a stuck write, 5 s to drain.
   */
  public static final Limits DEFAULT =
      new Limits(
          4 << 20,
          100,
          1 << 18,
          4 << 10,
          Duration.ofSeconds(2),
          1024,
          64,
          16 << 20,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5));

  /** What precedes a frame in the queue. */
  private static final int LENGTH_BYTES = 4;

  /**
   * Refuses limits that no connection could live with.
   *
   * @throws IllegalArgumentException naming the limit and its value: sizes in bytes below 64,
   *     counts and depths below 1, a queue without room for one frame and its length, and times
   *     that are not positive ({@link #drainTimeout} may be zero)
   */
  public Limits {
    requireAtLeast("maxFrameBytes", maxFrameBytes, 64);
    requireAtLeast("maxDepth", maxDepth, 1);
    requireAtLeast("maxItems", maxItems, 1);
    requireAtLeast("maxHelloBytes", maxHelloBytes, 64);
    requireAtLeast("maxCallsPerConnection", maxCallsPerConnection, 1);
    requireAtLeast("maxConnections", maxConnections, 1);
    if (maxQueueBytes < (long) maxFrameBytes + LENGTH_BYTES) {
      throw new IllegalArgumentException(
          "Limits.maxQueueBytes is %,d; it must have room for one frame of %,d bytes (Limits.maxFrameBytes) and its length, %,d"
              .formatted(maxQueueBytes, maxFrameBytes, LENGTH_BYTES));
    }
    requirePositive("handshakeTimeout", handshakeTimeout);
    requirePositive("frameTimeout", frameTimeout);
    requirePositive("writeTimeout", writeTimeout);
    if (drainTimeout.isNegative()) {
      throw new IllegalArgumentException("Limits.drainTimeout is " + drainTimeout);
    }
  }

  /** These limits with another {@link #maxFrameBytes}. */
  public Limits withMaxFrameBytes(int bytes) {
    return new Limits(
        bytes,
        maxDepth,
        maxItems,
        maxHelloBytes,
        handshakeTimeout,
        maxCallsPerConnection,
        maxConnections,
        maxQueueBytes,
        frameTimeout,
        writeTimeout,
        drainTimeout);
  }

  /** These limits with another {@link #maxDepth}. */
  public Limits withMaxDepth(int depth) {
    return new Limits(
        maxFrameBytes,
        depth,
        maxItems,
        maxHelloBytes,
        handshakeTimeout,
        maxCallsPerConnection,
        maxConnections,
        maxQueueBytes,
        frameTimeout,
        writeTimeout,
        drainTimeout);
  }

  /** These limits with another {@link #maxItems}. */
  public Limits withMaxItems(int items) {
    return new Limits(
        maxFrameBytes,
        maxDepth,
        items,
        maxHelloBytes,
        handshakeTimeout,
        maxCallsPerConnection,
        maxConnections,
        maxQueueBytes,
        frameTimeout,
        writeTimeout,
        drainTimeout);
  }

  /** These limits with another {@link #maxHelloBytes}. */
  public Limits withMaxHelloBytes(int bytes) {
    return new Limits(
        maxFrameBytes,
        maxDepth,
        maxItems,
        bytes,
        handshakeTimeout,
        maxCallsPerConnection,
        maxConnections,
        maxQueueBytes,
        frameTimeout,
        writeTimeout,
        drainTimeout);
  }

  /** These limits with another {@link #handshakeTimeout}. */
  public Limits withHandshakeTimeout(Duration timeout) {
    return new Limits(
        maxFrameBytes,
        maxDepth,
        maxItems,
        maxHelloBytes,
        timeout,
        maxCallsPerConnection,
        maxConnections,
        maxQueueBytes,
        frameTimeout,
        writeTimeout,
        drainTimeout);
  }

  /** These limits with another {@link #maxCallsPerConnection}. */
  public Limits withMaxCallsPerConnection(int calls) {
    return new Limits(
        maxFrameBytes,
        maxDepth,
        maxItems,
        maxHelloBytes,
        handshakeTimeout,
        calls,
        maxConnections,
        maxQueueBytes,
        frameTimeout,
        writeTimeout,
        drainTimeout);
  }

  /** These limits with another {@link #maxConnections}. */
  public Limits withMaxConnections(int connections) {
    return new Limits(
        maxFrameBytes,
        maxDepth,
        maxItems,
        maxHelloBytes,
        handshakeTimeout,
        maxCallsPerConnection,
        connections,
        maxQueueBytes,
        frameTimeout,
        writeTimeout,
        drainTimeout);
  }

  /** These limits with another {@link #maxQueueBytes}. */
  public Limits withMaxQueueBytes(int bytes) {
    return new Limits(
        maxFrameBytes,
        maxDepth,
        maxItems,
        maxHelloBytes,
        handshakeTimeout,
        maxCallsPerConnection,
        maxConnections,
        bytes,
        frameTimeout,
        writeTimeout,
        drainTimeout);
  }

  /** These limits with another {@link #frameTimeout}. */
  public Limits withFrameTimeout(Duration timeout) {
    return new Limits(
        maxFrameBytes,
        maxDepth,
        maxItems,
        maxHelloBytes,
        handshakeTimeout,
        maxCallsPerConnection,
        maxConnections,
        maxQueueBytes,
        timeout,
        writeTimeout,
        drainTimeout);
  }

  /** These limits with another {@link #writeTimeout}. */
  public Limits withWriteTimeout(Duration timeout) {
    return new Limits(
        maxFrameBytes,
        maxDepth,
        maxItems,
        maxHelloBytes,
        handshakeTimeout,
        maxCallsPerConnection,
        maxConnections,
        maxQueueBytes,
        frameTimeout,
        timeout,
        drainTimeout);
  }

  /** These limits with another {@link #drainTimeout}. */
  public Limits withDrainTimeout(Duration timeout) {
    return new Limits(
        maxFrameBytes,
        maxDepth,
        maxItems,
        maxHelloBytes,
        handshakeTimeout,
        maxCallsPerConnection,
        maxConnections,
        maxQueueBytes,
        frameTimeout,
        writeTimeout,
        timeout);
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
