package dev.parley.core.metrics;

/**
 * What became of a core's notifications. One that goes to ten front ends counts ten times, but for
 * {@code coalesced}, where it counts once if it was replaced while it was held back for all of
 * them.
 *
 * @param sent put on the way to a front end
 * @param coalesced replaced by a newer one of the same subject before they went out, as their type
 *     declares: {@code @Latest} or {@code @Debounced}
 * @param dropped not sent, because the front end did not keep up or does not take frames so large
 * @param resyncs front ends being told that they have missed something, so that they read anew
 * @param waitingBytes what waits just now in the backlogs of all front ends, as {@code
 *     Limits.maxBacklogBytes} counts it
 */
public record NotificationMetrics(
    long sent, long coalesced, long dropped, long resyncs, long waitingBytes) {}
