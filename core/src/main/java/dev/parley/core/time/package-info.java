/** The time that limits are measured by, injected so that tests need not wait. */
@NullMarked
package dev.parley.core.time;

import org.jspecify.annotations.NullMarked;
