/** The frames of the protocol, written and read straight on byte arrays. Not exported. */
@NullMarked
package dev.parley.core.wire;

import org.jspecify.annotations.NullMarked;
