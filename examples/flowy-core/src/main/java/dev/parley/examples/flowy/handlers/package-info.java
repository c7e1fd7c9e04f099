/** What the events of the user module do. */
package dev.parley.examples.flowy.handlers;
