/** Notifications to many listeners, and to one that stalls, beside gRPC and WebSocket. */
@NullMarked
package dev.parley.benchmarks.notify;

import org.jspecify.annotations.NullMarked;
