/** What a message's constraints say about its values: violations, and the rules behind them. */
@org.jspecify.annotations.NullMarked
package dev.parley.core.validation;
