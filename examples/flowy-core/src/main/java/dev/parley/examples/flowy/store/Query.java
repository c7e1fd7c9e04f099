package dev.parley.examples.flowy.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What is done with a connection while it is ours. */
@FunctionalInterface
interface Query<T extends @Nullable Object> {
  T run(DatabaseConnection connection) throws SQLException;
}
