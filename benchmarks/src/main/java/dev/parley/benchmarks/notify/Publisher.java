package dev.parley.benchmarks.notify;

import java.io.IOException;

/** A server that tells everybody who listens. */
interface Publisher extends AutoCloseable {
  /** Tells everybody of a profile with that token and icon; never waits for them. */
  void send(String token, String icon);

  /** How many listen; -1 for who need not be asked, because listening is acknowledged. */
  default int listeners() {
    return -1;
  }

  @Override
  void close() throws IOException;
}
