package dev.parley.core.log;

import org.jspecify.annotations.Nullable;

/**
 * The runtime's logger, {@code dev.parley.core}. It is looked up when there is something to say, or
 * by a core that has run for a second: to find who logs the JDK searches every jar, which no start
 * of a core needs to wait for, and for which there may be no descriptors when they are needed.
 */
public final class CoreLog {
  private static volatile System.@Nullable Logger found;

  private CoreLog() {}

  /** The logger. */
  public static System.Logger get() {
    System.Logger logger = found;
    if (logger == null) {
      // Perhaps by several threads; and again, if it fails.
      logger = System.getLogger("dev.parley.core");
      found = logger;
    }
    return logger;
  }
}
