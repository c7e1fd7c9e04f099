/** The core's side of one connection: handshake, calls in flight, subscriptions. Not exported. */
@NullMarked
package dev.parley.core.session;

import org.jspecify.annotations.NullMarked;
