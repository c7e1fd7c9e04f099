/** Where the runtime says what nobody else is told. */
@NullMarked
package dev.parley.core.log;

import org.jspecify.annotations.NullMarked;
