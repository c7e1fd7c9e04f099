package dev.parley.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Virtual time that passes by itself, beat by beat, until it is closed. */
final class PassingTime implements AutoCloseable {
  private final VirtualTicker time;
  private final Thread thread;
  private volatile boolean closed;

  PassingTime(VirtualTicker time) {
    this.time = time;
    this.thread = Thread.ofPlatform().daemon().name("passing time").start(this::pass);
  }

  private void pass() {
    while (!closed) {
      time.advance(Duration.ofMillis(50));
      LockSupport.parkNanos(100_000); // Lets others run; nothing depends on it.
    }
  }

  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
