package dev.parley.transport.unix;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Gives tests what was logged, found by {@link java.util.ServiceLoader}. */
public final class RecordingLoggerFinder extends System.LoggerFinder {
  /** What this transport logged in this process: the message, and a throwable's own. */
  static final BlockingQueue<String> LOGGED = new LinkedBlockingQueue<>();

  /**
   * Whether the logger fails after it recorded: a real one may need a file of its own, such as the
   * time zones', and throws an Error when there are no descriptors left.
   */
  static volatile boolean fails;

  /** Made by {@link java.util.ServiceLoader}. */
  public RecordingLoggerFinder() {}

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Recorder(name);
  }

  private record Recorder(String name) implements System.Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return name.startsWith("dev.parley") && level.compareTo(Level.INFO) >= 0;
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
      if (isLoggable(level)) {
        LOGGED.add(level + " " + message + (thrown == null ? "" : ": " + thrown.getMessage()));
        if (fails) {
          throw new ExceptionInInitializerError("no file for the time zones");
        }
      }
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String format, Object... parameters) {
      log(level, bundle, MessageFormat.format(format, parameters), (Throwable) null);
    }
  }
}
