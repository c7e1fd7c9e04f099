/** The contract of the streams contest. */
@NullMarked
package dev.parley.benchmarks.feed;

import org.jspecify.annotations.NullMarked;
