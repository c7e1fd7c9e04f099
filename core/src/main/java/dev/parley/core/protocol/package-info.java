/** The vocabulary of the protocol that both sides share: its reasons and its limits. */
@NullMarked
package dev.parley.core.protocol;

import org.jspecify.annotations.NullMarked;
