package dev.parley.examples.flowy.store;

/**
 * A user as stored.
 *
 * @param id never changes
 * @param email as the user gave it
 * @param name as the user gave it
 * @param iconUrl empty for none
 */
public record StoredUser(String id, String email, String name, String iconUrl) {}
