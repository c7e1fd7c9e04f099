/**
 * The way of a notification from a hub to the front ends that listen: who they are, what is held
 * back for a while, and what waits for a front end that is slow. Not exported.
 */
@NullMarked
package dev.parley.core.publish;

import org.jspecify.annotations.NullMarked;
