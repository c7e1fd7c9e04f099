/** Notifications: one-way messages from the core to the front ends that listen. */
@NullMarked
package dev.parley.core.notify;

import org.jspecify.annotations.NullMarked;
