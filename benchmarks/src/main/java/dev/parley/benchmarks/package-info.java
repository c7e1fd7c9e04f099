/** Measures Parley beside what it is compared with; see {@code benchmarks/README.md}. */
@NullMarked
package dev.parley.benchmarks;

import org.jspecify.annotations.NullMarked;
