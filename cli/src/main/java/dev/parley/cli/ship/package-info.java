/** Makes a folder that a desktop application can carry: a core with its Java runtime. */
@NullMarked
package dev.parley.cli.ship;

import org.jspecify.annotations.NullMarked;
