/**
 * What the user module keeps: one folder with a SQLite database, a key and a folder per user.
 *
 * <p>A write that returned is on the disk, also after {@code kill -9} or a power cut: the database
 * runs with a write-ahead log that is synchronised at every commit ({@code synchronous=FULL},
 * SQLite documentation, "PRAGMA synchronous").
 */
package dev.parley.examples.flowy.store;
