/** A core that its front end started as a child, and a front end that starts its core so. */
@org.jspecify.annotations.NullMarked
package dev.parley.transport.stdio;
