/**
 * What an application puts around its handlers: interceptors, and the one place that decides who
 * may do what.
 */
@NullMarked
package dev.parley.core.intercept;

import org.jspecify.annotations.NullMarked;
