/** Waiting for the earliest of many deadlines. Not exported. */
@NullMarked
package dev.parley.core.deadline;

import org.jspecify.annotations.NullMarked;
