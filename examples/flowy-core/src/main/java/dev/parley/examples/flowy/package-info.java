/** The reference core: starts the user module and listens for front ends. */
package dev.parley.examples.flowy;
