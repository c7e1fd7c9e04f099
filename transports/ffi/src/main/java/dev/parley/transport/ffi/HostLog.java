package dev.parley.transport.ffi;

import java.nio.charset.StandardCharsets;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * The log as an AppFlowy front end has it: what the process's {@code java.util.logging} lets
 * through, a line each ({@code INFO dev.parley.core: …}), and what the front end itself logs, under
 * the name {@code dev.parley.host}. A failure is named with its message; its stack trace stays in
 * the process's own log.
 */
final class HostLog extends Handler {
  private static final System.Logger HOST = System.getLogger("dev.parley.host");

  /** Whether this thread hands a line to the host: what that logs in turn is not for it. */
  private static final ThreadLocal<Boolean> BUSY = ThreadLocal.withInitial(() -> false);

  private static @Nullable HostLog forwarding; // guarded by the class

  private final SimpleFormatter texts = new SimpleFormatter();

  private HostLog() {}

  /** Whether lines go to the host from here on. */
  static synchronized void forward(boolean on) {
    Logger root = Logger.getLogger("");
    if (on && forwarding == null) {
      forwarding = new HostLog();
      root.addHandler(forwarding);
    } else if (!on && forwarding != null) {
      root.removeHandler(forwarding);
      forwarding = null;
    }
  }

  /** Logs a line of the host's, with AppFlowy's number for its level. */
  static void write(long level, String text) {
    System.Logger.Level its =
        switch (Math.clamp(level, 0, 4)) {
          case 1 -> System.Logger.Level.DEBUG;
          case 2 -> System.Logger.Level.TRACE;
          case 3 -> System.Logger.Level.WARNING;
          case 4 -> System.Logger.Level.ERROR;
          default -> System.Logger.Level.INFO;
        };
    // As a parameter, so that no brace in it means anything.
    HOST.log(its, () -> text);
  }

  @Override
  public void publish(@Nullable LogRecord entry) {
    if (entry == null || BUSY.get()) {
      return;
    }
    BUSY.set(true);
    try {
      byte[] line = line(entry).getBytes(StandardCharsets.UTF_8);
      OutMemory.pass(line, 0, line.length, Host::log);
    } finally {
      BUSY.remove();
    }
  }

  private String line(LogRecord entry) {
    String text =
        "%s %s: %s".formatted(entry.getLevel(), entry.getLoggerName(), texts.formatMessage(entry));
    Throwable thrown = entry.getThrown();
    return (thrown == null ? text : text + ": " + thrown).replaceAll("\\R", " ");
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
