/** What a core has done so far, in figures: immutable snapshots for dashboards and tests. */
@NullMarked
package dev.parley.core.metrics;

import org.jspecify.annotations.NullMarked;
