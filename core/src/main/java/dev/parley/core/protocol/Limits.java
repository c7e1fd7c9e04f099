package dev.parley.core.protocol;

import java.time.Duration;

/**
 * Every limit of a connection, in one place. Each is enforced, and the error it leads to names the
 * value and the limit.
 *
 * @param maxFrameBytes the largest frame either side accepts, in bytes, without its length prefix
 * @param maxDepth how deep messages may nest in a payload
 * @param maxHelloBytes the largest frame before the handshake is done, in bytes
 * @param handshakeTimeout how long a new connection may take until its {@code Hello} is there
 * @param maxCallsPerConnection calls in flight on one connection; one more is answered OVERLOADED
 * @param maxConnections connections of one core; one more is told OVERLOADED and closed
 * @param maxQueueBytes bytes waiting to be written to one connection, beyond which it is closed
 *     with SLOW_CONSUMER
 * @param frameTimeout how long a frame may take from its first byte to its last
 * @param writeTimeout how long writing may make no progress at all
 * @param drainTimeout how long {@code Core.close} waits for calls in flight before it interrupts
 *     them
 */
public record Limits(
    int maxFrameBytes,
    int maxDepth,
    int maxHelloBytes,
    Duration handshakeTimeout,
    int maxCallsPerConnection,
    int maxConnections,
    int maxQueueBytes,
    Duration frameTimeout,
    Duration writeTimeout,
    Duration drainTimeout) {

  /**
   * 4 MiB frames, depth 100, a hello of 4 KiB within 2 s, 1,024 calls and 16 MiB of queue a
   * connection, 64 connections, 30 s for a frame, 10 s for a stuck write, 5 s to drain.
   */
  public static final Limits DEFAULT =
      new Limits(
          4 << 20,
          100,
          4 << 10,
          Duration.ofSeconds(2),
          1024,
          64,
          16 << 20,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5));

  /**
   * Refuses limits that no connection could live with.
   *
   * @throws IllegalArgumentException naming the limit and its value: sizes in bytes below 64,
   *     counts and depths below 1, and times that are not positive ({@link #drainTimeout} may be
   *     zero)
   */
  public Limits {
    requireAtLeast("maxFrameBytes", maxFrameBytes, 64);
    requireAtLeast("maxDepth", maxDepth, 1);
    requireAtLeast("maxHelloBytes", maxHelloBytes, 64);
    requireAtLeast("maxCallsPerConnection", maxCallsPerConnection, 1);
    requireAtLeast("maxConnections", maxConnections, 1);
    requireAtLeast("maxQueueBytes", maxQueueBytes, 64);
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
