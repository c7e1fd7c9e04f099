/** Events as the runtime sees them: what generated code declares, and the handlers bound to it. */
@NullMarked
package dev.parley.core.event;

import org.jspecify.annotations.NullMarked;
