/**
 * The annotations with which a Java core declares what its front ends may ask and what they are
 * told.
 *
 * <p>A contract module depends on this package alone. The annotation processor reads the
 * annotations at compile time; nothing reads them at run time.
 */
package dev.parley.annotations;
