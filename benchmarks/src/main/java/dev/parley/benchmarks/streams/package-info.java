/** Streams beside unary calls, and what deadlines, cancellation and interceptors cost. */
@NullMarked
package dev.parley.benchmarks.streams;

import org.jspecify.annotations.NullMarked;
