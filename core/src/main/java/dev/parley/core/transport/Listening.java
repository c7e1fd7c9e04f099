package dev.parley.core.transport;

/** A transport that accepts front ends. */
public interface Listening extends AutoCloseable {
  /** Where front ends reach it, for people and logs: {@code unix:/run/user/1000/flowy/core}. */
  String address();

  /** Accepts no more; connections that were accepted live on. Idempotent, from any thread. */
  @Override
  void close();
}
