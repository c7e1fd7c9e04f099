package dev.parley.examples.flowy.store;

import dev.parley.examples.flowy.error.ErrorCode;
import dev.parley.examples.flowy.error.FlowyException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The users, and the one session. Every method throws {@link StorageException} on a failure. */
public final class UserStore {
  private static final String CURRENT_SESSION =
      """
      SELECT session.id, user.id, user.email, user.name, user.icon_url
      FROM session JOIN user ON user.id = session.user_id
      """;

  private final Database database;

  /** The users of {@code database}. */
  public UserStore(Database database) {
    this.database = database;
  }

  /** The session, or null if nobody is signed in. */
  public @Nullable StoredSession session() {
    return database.read(UserStore::session);
  }

  /** What a sign-in with {@code email} is checked against, or null if nobody has it. */
  public @Nullable Credentials credentials(String email) {
    return database.read(connection -> {
      PreparedStatement statement =
          connection.statement("SELECT id, password_hash FROM user WHERE email = ?", email);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? new Credentials(row.getString(1), row.getString(2)) : null;
      }
    });
  }

  /**
   * Adds a user and begins their session.
   *
   * @throws FlowyException with {@link ErrorCode#EMAIL_ALREADY_EXISTS}
   */
  public StoredSession signUp(String email, String name, String passwordHash) {
    return database.write(connection -> {
      String id = UUID.randomUUID().toString();
      uniquely(
          connection.statement(
              "INSERT INTO user (id, email, name, password_hash, icon_url)"
                  + " VALUES (?, ?, ?, ?, '')",
              id,
              email,
              name,
              passwordHash));
      return begin(connection, id);
    });
  }

  /**
   * Begins a session for the user whose {@code credentials} were checked.
   *
   * @throws FlowyException with {@link ErrorCode#PASSWORD_NOT_MATCH} if their password was changed
   *     meanwhile
   */
  public StoredSession signIn(Credentials credentials) {
    return database.write(connection -> {
      PreparedStatement statement =
          connection.statement(
              "SELECT 1 FROM user WHERE id = ? AND password_hash = ?",
              credentials.userId(),
              credentials.passwordHash());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new FlowyException(ErrorCode.PASSWORD_NOT_MATCH);
        }
      }
      return begin(connection, credentials.userId());
    });
  }

  /** Ends the session; false if there is none. */
  public boolean signOut() {
    return database.write(
        connection -> connection.statement("DELETE FROM session").executeUpdate() == 1);
  }

  /**
   * Changes the user with the id {@code userId} if they are the current one.
   *
   * @return the session with the changed user, or null if they are not the current one
   * @throws FlowyException with {@link ErrorCode#EMAIL_ALREADY_EXISTS}
   */
  public @Nullable StoredSession update(String userId, ProfileChange change) {
    return database.write(connection -> {
      int changed =
          uniquely(
              connection.statement(
                  """
                  UPDATE user SET
                    name = coalesce(?, name),
                    email = coalesce(?, email),
                    password_hash = coalesce(?, password_hash),
                    icon_url = coalesce(?, icon_url)
                  WHERE id = ? AND id = (SELECT user_id FROM session)
                  """,
                  change.name(),
                  change.email(),
                  change.passwordHash(),
                  change.iconUrl(),
                  userId));
      return changed == 0 ? null : session(connection);
    });
  }

  private static StoredSession begin(DatabaseConnection connection, String userId)
      throws SQLException {
    connection
        .statement(
            "INSERT OR REPLACE INTO session (only, id, user_id) VALUES (1, ?, ?)",
            UUID.randomUUID().toString(),
            userId)
        .executeUpdate();
    StoredSession session = session(connection);
    if (session == null) {
      throw new StorageException("the session that was just begun is not there");
    }
    return session;
  }

  private static @Nullable StoredSession session(DatabaseConnection connection)
      throws SQLException {
    try (ResultSet row = connection.statement(CURRENT_SESSION).executeQuery()) {
      return row.next()
          ? new StoredSession(
              row.getString(1),
              new StoredUser(
                  row.getString(2), row.getString(3), row.getString(4), row.getString(5)))
          : null;
    }
  }

  /** The index decides who is first, so two sign-ups at one moment can't both have the address. */
  private static int uniquely(PreparedStatement statement) throws SQLException {
    try {
      return statement.executeUpdate();
    } catch (SQLiteException e) {
      if (e.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE) {
        throw new FlowyException(ErrorCode.EMAIL_ALREADY_EXISTS);
      }
      throw e;
    }
  }
}
