/**
 * What a core puts on the hooks of its dispatcher: interceptors, authorization, and everything that
 * watches calls. Not exported.
 */
@NullMarked
package dev.parley.core.hooks;

import org.jspecify.annotations.NullMarked;
