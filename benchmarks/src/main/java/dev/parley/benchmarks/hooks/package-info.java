/** What it costs a call that somebody watches it, goes around it or limits its time. */
@NullMarked
package dev.parley.benchmarks.hooks;

import org.jspecify.annotations.NullMarked;
