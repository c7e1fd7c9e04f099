/**
 * The contract of the user module: its events, its notifications and their messages.
 *
 * <p>Names, numbers and meanings are those of AppFlowy's user module. Front-end code is generated
 * from this package and from {@link dev.parley.examples.flowy.error}.
 */
package dev.parley.examples.flowy.contract;
