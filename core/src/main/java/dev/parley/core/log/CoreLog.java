package dev.parley.core.log;

/**
 * The runtime's logger, {@code dev.parley.core}. It is looked up when there is something to say: to
 * find who logs the JDK searches every jar, which no start of a core needs to wait for.
 */
public final class CoreLog {
  private CoreLog() {}

  /** The logger. */
  public static System.Logger get() {
    return Found.LOGGER;
  }

  private static final class Found {
    static final System.Logger LOGGER = System.getLogger("dev.parley.core");

    private Found() {}
  }
}
