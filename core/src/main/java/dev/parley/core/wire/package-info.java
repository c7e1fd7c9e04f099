/** The frames of the protocol, written and read straight on byte arrays. For the test kit only. */
@NullMarked
package dev.parley.core.wire;

import org.jspecify.annotations.NullMarked;
