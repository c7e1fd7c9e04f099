/** What JDK Flight Recorder is told of calls, streams and sessions. Not exported. */
@NullMarked
package dev.parley.core.flight;

import org.jspecify.annotations.NullMarked;
