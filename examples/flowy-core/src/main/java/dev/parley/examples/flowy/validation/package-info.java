/**
 * The rules for what a user may type.
 *
 * <p>Each rule is called from the constructor of the payloads that carry the value, so an invalid
 * request never reaches a handler. A rule accepts or throws; it never changes its input.
 */
package dev.parley.examples.flowy.validation;
