package dev.parley.examples.flowy;

import dev.parley.examples.flowy.store.StorageException;
import java.io.IOException;

/**
 * Starts the reference core: {@code flowy-core --socket <path> --data <folder>}.
 *
 * <p>It prints one line when front ends may connect, and runs until it is told to end (SIGTERM,
 * SIGINT): then it takes no more calls, lets those in flight end, and closes its database. It exits
 * with 2 if the command line is wrong and with 1 if it can't start.
 */
public final class Main {
  private static final int CAN_NOT_START = 1;
  private static final int WRONG_USAGE = 2;

  private Main() {}

  /** The entry point. */
  @SuppressWarnings("SystemOut") // its first line is for whoever started it, and no log
  public static void main(String[] args) throws InterruptedException {
    try {
      Arguments arguments = Arguments.parse(args);
      FlowyCore core = FlowyCore.start(arguments.socket(), arguments.data());
      Runtime.getRuntime().addShutdownHook(new Thread(core::close, "shutdown"));
      System.out.println("flowy-core is ready on " + arguments.socket());
    } catch (IllegalArgumentException e) {
      System.err.println(Arguments.USAGE);
      fail(WRONG_USAGE, e);
    } catch (IOException | StorageException e) {
      fail(CAN_NOT_START, e);
    }
    Thread.currentThread().join(); // until the process is told to end
  }

  private static void fail(int status, Exception reason) {
    System.err.println("flowy-core: " + reason.getMessage());
    System.exit(status);
  }
}
