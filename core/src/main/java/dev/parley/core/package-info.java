/** The runtime of a Java core. */
@org.jspecify.annotations.NullMarked
package dev.parley.core;
