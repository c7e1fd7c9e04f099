package dev.parley.core.client;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How one call is to be made. Immutable; made from {@link #NONE}: {@code
 * CallOptions.NONE.timeout(Duration.ofSeconds(5))}.
 *
 * <p>A call that a handler makes while it handles another one has no more time than that one, and
 * belongs to its trace, whatever stands here.
 *
 * @param timeout how long the call may take; null for as long as the client's own timeout says, or
 *     else as it likes. Zero: its time is over already
 * @param traceparent the W3C trace context that the call belongs to; null for that of the call that
 *     this thread handles, or else none
 */
public record CallOptions(@Nullable Duration timeout, @Nullable String traceparent) {
  /** A call like any other. */
  public static final CallOptions NONE = new CallOptions(null, null);

  /** What fits into the frame: an unsigned number of 32 bits, about 49 days. */
  private static final Duration LONGEST = Duration.ofMillis(0xFFFF_FFFFL);

  /** W3C Trace Context, §3.2. */
  private static final Pattern TRACEPARENT =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  /**
   * Refuses what can't be sent.
   *
   * @throws IllegalArgumentException if the timeout is negative or longer than 4,294,967,295 ms, or
   *     the trace context is none
   */
  public CallOptions {
    if (timeout != null) {
      checkTimeout(timeout);
    }
    if (traceparent != null && !TRACEPARENT.matcher(traceparent).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no W3C trace context; one looks like 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
              .formatted(traceparent));
    }
  }

  static void checkTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "A timeout of %s; it must be from 0 to %,d ms".formatted(timeout, LONGEST.toMillis()));
    }
  }

  /** These options with another timeout. */
  public CallOptions timeout(Duration timeout) {
    return new CallOptions(timeout, traceparent);
  }

  /** These options with another trace context. */
  public CallOptions traceparent(String traceparent) {
    return new CallOptions(timeout, traceparent);
  }

  /** These options as a client with that timeout of its own makes a call with them. */
  CallOptions orTimeout(@Nullable Duration clients) {
    return timeout != null || clients == null ? this : new CallOptions(clients, traceparent);
  }

  /** These options as they are within a call: no more time than that has, and in its trace. */
  CallOptions within(dev.parley.core.event.Call outer) {
    Optional<Duration> left = outer.remaining();
    Duration its = left.orElse(null);
    Duration shorter =
        timeout == null || (its != null && its.compareTo(timeout) < 0) ? its : timeout;
    String trace = traceparent != null ? traceparent : outer.traceparent().orElse(null);
    return new CallOptions(shorter, trace);
  }

  /** The timeout as it stands in a request: rounded up, 0 for none. */
  int timeoutMillis() {
    return timeout == null ? 0 : (int) Math.max(1, timeout.plusNanos(999_999).toMillis());
  }
}
