/** A call from one process to another and back over a unix socket. */
@NullMarked
package dev.parley.benchmarks.roundtrip;

import org.jspecify.annotations.NullMarked;
