package dev.parley.transport.ffi;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What the library calls of Java: {@code struct parley_java} of {@code bridge.h}, one method each.
 * None of them throws: what would leave Java would end the process. All have the one {@linkplain
 * Memory#SIGNATURE signature}; what C does not pass is not looked at.
 */
@SuppressWarnings({"UnusedMethod", "UnusedVariable", "restricted"}) // Called by C, by its header.
final class Bridge {
  private static final long HOST_BYTES = 7 * Long.BYTES;
  private static final long JAVA_BYTES = 12 * Long.BYTES;

  /** How long cores may take to stop where the process ends without having asked for it. */
  private static final Duration END_PATIENCE = Duration.ofSeconds(2);

  private static final Handles<RunningCore> CORES = new Handles<>();
  private static final Handles<InProcessLink> LINKS = new Handles<>();

  /** Threads for what nobody else can do, such as to tell the host of the end of a link. */
  private static final Executor OTHERS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          2,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("parley in process ", 1).factory());

  private static final AppFlowy APPFLOWY = new AppFlowy();

  private static volatile long hostTable;

  private Bridge() {}

  /** Threads for what nobody else can do. */
  static Executor others() {
    return OTHERS;
  }

  /** How many cores there are that were not stopped. */
  static int runningCores() {
    return CORES.all().size();
  }

  /** How many links there are, of all cores. */
  static int openLinks() {
    return LINKS.all().size();
  }

  static long hostTable() {
    return hostTable;
  }

  /**
   * Begins: called once, by the library.
   *
   * @param host the address of a {@code struct parley_host}, which stays
   * @param java the address of a {@code struct parley_java}, to be filled in
   * @throws IllegalStateException if another copy of the library has begun: each gives its links
   *     handles of its own, so that frames of one would reach the other's
   */
  public static synchronized void begin(long host, long java) throws ReflectiveOperationException {
    requireSize("parley_host", Memory.word(host, 0), HOST_BYTES);
    requireSize("parley_java", Memory.word(java, 0), JAVA_BYTES);
    if (hostTable != 0) {
      throw new IllegalStateException(
          "Another copy of libparley, at another path, has begun in this process; load that one, which can start several cores");
    }
    hostTable = host;
    fill(java, 1, "start");
    fill(java, 2, "stop");
    fill(java, 3, "open");
    fill(java, 4, "send");
    fill(java, 5, "close");
    fill(java, 6, "shutdown");
    fill(java, 7, "appflowyOpen");
    fill(java, 8, "appflowyEvent");
    fill(java, 9, "appflowyNotify");
    fill(java, 10, "appflowyLog");
    fill(java, 11, "writeLog");
    Runtime.getRuntime().addShutdownHook(new Thread(Bridge::end, "parley end"));
  }

  private static void requireSize(String table, long is, long expected) {
    if (is != expected) {
      throw new IllegalStateException(
          "The table %s has %,d bytes in the library and %,d in the jar parley-transport-ffi; use both of one version"
              .formatted(table, is, expected));
    }
  }

  /** The runtime ends. */
  private static void end() {
    stopAll(END_PATIENCE.toMillis());
    Host.ending();
  }

  private static void fill(long table, int index, String method)
      throws ReflectiveOperationException {
    var type = Memory.SIGNATURE.toMethodType();
    var target = MethodHandles.lookup().findStatic(Bridge.class, method, type);
    long address =
        Linker.nativeLinker().upcallStub(target, Memory.SIGNATURE, Arena.global()).address();
    Memory.setWord(table, index, address);
  }

  private static long start(long core, long config, long error, long capacity) {
    try {
      EmbeddedCore chosen = Providers.named(Memory.text(core), Bridge.class.getClassLoader());
      return CORES.add(RunningCore.start(chosen, Memory.text(config), OTHERS, LINKS));
    } catch (CoreFailedException e) {
      // The host is told why by the text; the stack trace is for whoever asks the log for it.
      log(Level.DEBUG, "A core did not start", e);
      Memory.setText(Providers.describe(e), error, capacity);
      return e.status();
    } catch (Throwable e) {
      log(Level.ERROR, "A core did not start", e);
      Memory.setText("A core did not start: " + Providers.describe(e), error, capacity);
      return Status.of(e);
    }
  }

  private static long stop(long core, long none2, long none3, long none4) {
    try {
      RunningCore its = CORES.get(core);
      if (its == null) {
        return Status.CLOSED;
      }
      // Known until it is closed, so that a process that ends meanwhile waits for it.
      int status = its.close();
      var _ = CORES.remove(core);
      return status;
    } catch (Throwable e) {
      return failed("stop", e);
    }
  }

  private static long open(long core, long token, long queueBytes, long none4) {
    try {
      RunningCore its = CORES.get(core);
      return its == null ? Status.CLOSED : its.open(token, queueBytes);
    } catch (Throwable e) {
      return failed("open", e);
    }
  }

  private static long send(long link, long frame, long length, long none4) {
    try {
      InProcessLink its = LINKS.get(link);
      return its == null ? Status.CLOSED : its.take(frame, length);
    } catch (Throwable e) {
      return failed("send", e);
    }
  }

  private static long close(long link, long none2, long none3, long none4) {
    try {
      InProcessLink its = LINKS.get(link);
      return its == null ? Status.CLOSED : its.closeByHost();
    } catch (Throwable e) {
      return failed("close", e);
    }
  }

  private static long shutdown(long milliseconds, long none2, long none3, long none4) {
    stopAll(milliseconds);
    return Status.OK;
  }

  private static void stopAll(long milliseconds) {
    try {
      List<Thread> stopping = new ArrayList<>();
      long deadline = System.nanoTime() + milliseconds * 1_000_000;
      APPFLOWY.close();
      for (RunningCore core : CORES.all()) {
        stopping.add(Thread.ofPlatform().daemon().name("parley shutdown").start(core::abandon));
      }
      for (Thread thread : stopping) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left > 0) {
          thread.join(left);
        }
      }
    } catch (Throwable e) {
      int _ = failed("shutdown", e);
    }
  }

  private static long appflowyOpen(long core, long none2, long none3, long none4) {
    try {
      RunningCore its = CORES.get(core);
      return its == null ? Status.CLOSED : APPFLOWY.open(its);
    } catch (Throwable e) {
      return failed("appflowy_open", e);
    }
  }

  private static long appflowyEvent(long port, long request, long input, long length) {
    try {
      APPFLOWY.event(port, request, input, length);
      return Status.OK;
    } catch (Throwable e) {
      return failed("appflowy_event", e);
    }
  }

  private static long appflowyNotify(long on, long none2, long none3, long none4) {
    try {
      APPFLOWY.notifications((int) on != 0);
      return Status.OK;
    } catch (Throwable e) {
      return failed("appflowy_notify", e);
    }
  }

  private static long appflowyLog(long on, long none2, long none3, long none4) {
    try {
      HostLog.forward((int) on != 0);
      return Status.OK;
    } catch (Throwable e) {
      return failed("appflowy_log", e);
    }
  }

  private static long writeLog(long level, long text, long none3, long none4) {
    try {
      HostLog.write(level, Memory.text(text));
      return Status.OK;
    } catch (Throwable e) {
      return failed("write_log", e);
    }
  }

  private static int failed(String what, Throwable failure) {
    log(Level.ERROR, what + " failed", failure);
    return Status.of(failure);
  }

  private static void log(Level level, String what, Throwable failure) {
    try {
      System.getLogger("dev.parley.transport.ffi").log(level, what, failure);
    } catch (Throwable logging) {
      // There is no memory to say so either.
    }
  }
}
