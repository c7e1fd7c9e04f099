/**
 * Connections: frames over a transport's bytes or messages, with one reader and a combining writer.
 * Not exported.
 */
@NullMarked
package dev.parley.core.connection;

import org.jspecify.annotations.NullMarked;
