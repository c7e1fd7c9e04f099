package dev.parley.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What cores log while this is open. */
final class CoreLog implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("dev.parley.core");

  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  CoreLog() {
    LOG.addHandler(handler);
  }

  /** The messages of that level, or a higher one, that contain the text. */
  List<String> saying(Level level, String text) {
    return records.stream()
        .filter(it -> it.getLevel().intValue() >= level.intValue())
        .map(LogRecord::getMessage)
        .filter(it -> it.contains(text))
        .toList();
  }

  @Override
  public void close() {
    LOG.removeHandler(handler);
  }
}
