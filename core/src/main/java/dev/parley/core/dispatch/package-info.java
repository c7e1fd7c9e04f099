/** From a request to its handler and to the answer. Not exported. */
@NullMarked
package dev.parley.core.dispatch;

import org.jspecify.annotations.NullMarked;
