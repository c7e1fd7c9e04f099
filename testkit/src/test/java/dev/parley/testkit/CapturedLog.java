package dev.parley.testkit;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the core logs from a certain level on, until it is closed. */
final class CapturedLog extends Handler implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("dev.parley.core");

  private final Level from;
  private final BlockingQueue<LogRecord> records = new LinkedBlockingQueue<>();

  private CapturedLog(Level from) {
    this.from = from;
    LOG.addHandler(this);
  }

  static CapturedLog from(Level level) {
    return new CapturedLog(level);
  }

  @Override
  public void publish(LogRecord record) {
    if (record.getLevel().intValue() >= from.intValue()) {
      records.add(record);
    }
  }

  /** Waits for the next record. */
  LogRecord next() throws InterruptedException {
    LogRecord record = records.poll(30, TimeUnit.SECONDS);
    if (record == null) {
      throw new AssertionError("nothing was logged");
    }
    return record;
  }

  /** Whether everything that was logged has been looked at. */
  boolean isEmpty() {
    return records.isEmpty();
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    LOG.removeHandler(this);
  }
}
