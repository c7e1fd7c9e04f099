/** What can go wrong in the user module, as a front end sees it. */
package dev.parley.examples.flowy.error;
