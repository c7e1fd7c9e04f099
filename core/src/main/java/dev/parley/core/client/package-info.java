/** The Java client: calls the events of a core and listens to its notifications. */
@NullMarked
package dev.parley.core.client;

import org.jspecify.annotations.NullMarked;
