package dev.parley.examples.flowy.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/** A connection that one thread uses at a time; its statements are compiled once and kept. */
final class DatabaseConnection implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  private DatabaseConnection(Connection connection) {
    this.connection = connection;
  }

  static DatabaseConnection open(Path file, SQLiteConfig settings) throws SQLException {
    return new DatabaseConnection(settings.createConnection("jdbc:sqlite:" + file));
  }

  <T extends @Nullable Object> T use(Query<T> query) {
    lock.lock();
    try {
      return query.run(this);
    } catch (SQLException e) {
      throw new StorageException("the database failed: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  <T extends @Nullable Object> T useInTransaction(Query<T> query) {
    return use(self -> {
      connection.setAutoCommit(false);
      try {
        T result = query.run(self);
        connection.commit();
        return result;
      } catch (Throwable e) {
        rollBack(e);
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    });
  }

  /**
   * The statement {@code sql} with {@code values} for its parameters, valid until the same {@code
   * sql} is asked for again.
   */
  PreparedStatement statement(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      connection.close();
    } catch (SQLException e) {
      throw new StorageException("the database can't be closed: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  private void rollBack(Throwable reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }
}
