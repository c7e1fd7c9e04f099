package dev.parley.examples.flowy.store;

/**
 * The session: who is signed in.
 *
 * @param id the session's own, new at each sign-in
 * @param user the current user
 */
public record StoredSession(String id, StoredUser user) {}
