package dev.parley.transport.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the library calls of Java: {@code struct parley_java} of {@code bridge.h}, one method each.
 * None of them throws: what would leave Java would end the process.
 */
@SuppressWarnings({"UnusedMethod", "restricted"}) // Called by C, which keeps to its header.
final class Bridge {
  private static final System.Logger LOG = System.getLogger("dev.parley.transport.ffi");

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
   */
  public static void begin(long host, long java) throws ReflectiveOperationException {
    requireSize("parley_host", Memory.word(host, 0), HOST_BYTES);
    requireSize("parley_java", Memory.word(java, 0), JAVA_BYTES);
    hostTable = host;
    MemoryLayout number = JAVA_LONG;
    fill(java, 1, "start", JAVA_LONG, number, number, number, number);
    fill(java, 2, "stop", JAVA_INT, number);
    fill(java, 3, "open", JAVA_LONG, number, number, number);
    fill(java, 4, "send", JAVA_INT, number, number, number);
    fill(java, 5, "close", JAVA_INT, number);
    fill(java, 6, "shutdown", null, number);
    fill(java, 7, "appflowyOpen", JAVA_INT, number);
    fill(java, 8, "appflowyEvent", null, number, number, number, number);
    fill(java, 9, "appflowyNotify", null, JAVA_INT);
    fill(java, 10, "appflowyLog", null, JAVA_INT);
    fill(java, 11, "writeLog", null, number, number);
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
    shutdown(END_PATIENCE.toMillis());
    Host.ending();
  }

  private static void fill(
      long table,
      int index,
      String method,
      @Nullable MemoryLayout result,
      MemoryLayout... parameters)
      throws ReflectiveOperationException {
    FunctionDescriptor signature =
        result == null
            ? FunctionDescriptor.ofVoid(parameters)
            : FunctionDescriptor.of(result, parameters);
    var target = MethodHandles.lookup().findStatic(Bridge.class, method, signature.toMethodType());
    long address = Linker.nativeLinker().upcallStub(target, signature, Arena.global()).address();
    Memory.setWord(table, index, address);
  }

  private static long start(long core, long config, long error, long capacity) {
    try {
      EmbeddedCore chosen = Providers.named(Memory.text(core), Bridge.class.getClassLoader());
      return CORES.add(RunningCore.start(chosen, Memory.text(config), OTHERS, LINKS));
    } catch (CoreFailedException e) {
      log("A core did not start", e);
      Memory.setText(Providers.describe(e), error, capacity);
      return e.status();
    } catch (Throwable e) {
      log("A core did not start", e);
      Memory.setText("A core did not start: " + Providers.describe(e), error, capacity);
      return Status.of(e);
    }
  }

  private static int stop(long core) {
    try {
      RunningCore its = CORES.get(core);
      if (its == null) {
        return Status.CLOSED;
      }
      return CORES.remove(core) == null ? Status.CLOSED : its.close();
    } catch (Throwable e) {
      return failed("stop", e);
    }
  }

  private static long open(long core, long token, long queueBytes) {
    try {
      RunningCore its = CORES.get(core);
      return its == null ? Status.CLOSED : its.open(token, queueBytes);
    } catch (Throwable e) {
      return failed("open", e);
    }
  }

  private static int send(long link, long frame, long length) {
    try {
      InProcessLink its = LINKS.get(link);
      return its == null ? Status.CLOSED : its.take(frame, length);
    } catch (Throwable e) {
      return failed("send", e);
    }
  }

  private static int close(long link) {
    try {
      InProcessLink its = LINKS.get(link);
      return its == null ? Status.CLOSED : its.closeByHost();
    } catch (Throwable e) {
      return failed("close", e);
    }
  }

  private static void shutdown(long milliseconds) {
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

  private static int appflowyOpen(long core) {
    try {
      RunningCore its = CORES.get(core);
      return its == null ? Status.CLOSED : APPFLOWY.open(its);
    } catch (Throwable e) {
      return failed("appflowy_open", e);
    }
  }

  private static void appflowyEvent(long port, long request, long input, long length) {
    try {
      APPFLOWY.event(port, request, input, length);
    } catch (Throwable e) {
      int _ = failed("appflowy_event", e);
    }
  }

  private static void appflowyNotify(int on) {
    try {
      APPFLOWY.notifications(on != 0);
    } catch (Throwable e) {
      int _ = failed("appflowy_notify", e);
    }
  }

  private static void appflowyLog(int on) {
    try {
      HostLog.forward(on != 0);
    } catch (Throwable e) {
      int _ = failed("appflowy_log", e);
    }
  }

  private static void writeLog(long level, long text) {
    try {
      HostLog.write(level, Memory.text(text));
    } catch (Throwable e) {
      int _ = failed("write_log", e);
    }
  }

  private static int failed(String what, Throwable failure) {
    log(what + " failed", failure);
    return Status.of(failure);
  }

  private static void log(String what, Throwable failure) {
    try {
      LOG.log(System.Logger.Level.ERROR, what, failure);
    } catch (Throwable logging) {
      // There is no memory to say so either.
    }
  }
}
