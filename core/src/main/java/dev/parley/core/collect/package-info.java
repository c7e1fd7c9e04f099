/** Collections of the runtime that the JDK has only for boxed keys. Not exported. */
@NullMarked
package dev.parley.core.collect;

import org.jspecify.annotations.NullMarked;
