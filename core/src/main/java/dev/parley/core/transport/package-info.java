/**
 * What a transport implements. A transport carries bytes, or whole frames where it has messages of
 * its own, and knows nothing of what they mean.
 */
@NullMarked
package dev.parley.core.transport;

import org.jspecify.annotations.NullMarked;
