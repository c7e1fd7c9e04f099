/**
 * Streams of items under credit, as both ends of a connection keep them: how much may be sent, and
 * what came and waits to be taken. Not exported.
 */
@NullMarked
package dev.parley.core.stream;

import org.jspecify.annotations.NullMarked;
