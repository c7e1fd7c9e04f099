/** Secrets: how passwords are kept, and what a session's token is. */
package dev.parley.examples.flowy.security;
