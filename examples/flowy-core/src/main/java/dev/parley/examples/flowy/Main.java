package dev.parley.examples.flowy;

import dev.parley.core.transport.Transport;
import dev.parley.examples.flowy.store.StorageException;
import dev.parley.transport.stdio.StdioTransport;
import dev.parley.transport.unix.UnixSocketTransport;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Starts the reference core: {@code flowy-core --socket <path> --data <folder>}, or {@code --stdio}
 * in place of the socket if a front end starts it as its child.
 *
 * <p>It prints one line when front ends may connect to its socket, and runs until it is told to end
 * (SIGTERM, SIGINT), or until the front end that started it has gone: then it takes no more calls,
 * lets those in flight end, and closes its database. It exits with 2 if the command line is wrong
 * and with 1 if it can't start.
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
      Path socket = arguments.socket();
      Transport way = socket == null ? StdioTransport.inherit() : UnixSocketTransport.at(socket);
      FlowyCore core = FlowyCore.start(way, arguments.data());
      Runtime.getRuntime().addShutdownHook(new Thread(core::close, "shutdown"));
      if (socket != null) {
        System.out.println("flowy-core is ready on " + socket);
      }
      core.awaitClose();
      core.close();
    } catch (IllegalArgumentException e) {
      System.err.println(Arguments.USAGE);
      fail(WRONG_USAGE, e);
    } catch (IOException | StorageException e) {
      fail(CAN_NOT_START, e);
    }
  }

  private static void fail(int status, Exception reason) {
    System.err.println("flowy-core: " + reason.getMessage());
    System.exit(status);
  }
}
