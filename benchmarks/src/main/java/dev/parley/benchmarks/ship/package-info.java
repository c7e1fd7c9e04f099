/** A core as small as one can be, to measure what shipping a core costs. */
@NullMarked
package dev.parley.benchmarks.ship;

import org.jspecify.annotations.NullMarked;
