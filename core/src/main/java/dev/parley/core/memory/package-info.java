/** A transport within the process, for tests and for front ends written in Java. */
@NullMarked
package dev.parley.core.memory;

import org.jspecify.annotations.NullMarked;
