package dev.parley.core.client;

import dev.parley.core.protocol.Reason;

/**
 * Why a listener has missed notifications, so that what it knows has to be read again.
 *
 * @param reason {@link Reason#SLOW_CONSUMER} where this side took them too slowly, {@link
 *     Reason#LIMIT_EXCEEDED} where one was larger than this side's {@code Limits.maxFrameBytes},
 *     {@link Reason#CONNECTION_LOST} where the session with the core was lost
 * @param message the same for people
 */
public record Resync(Reason reason, String message) {}
