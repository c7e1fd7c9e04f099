/** Counts what a core does, cheaply and from any thread. Not exported. */
@NullMarked
package dev.parley.core.meter;

import org.jspecify.annotations.NullMarked;
