package dev.parley.transport.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The real library, as a host in this very process calls it: parley.h and appflowy.h. */
@SuppressWarnings("restricted") // As it is meant to be used.
final class Libparley {
  /** Takes what a core sends; null is the end. */
  @FunctionalInterface
  interface Receiver {
    void frame(byte @Nullable [] frame);
  }

  /** A start that failed. */
  static final class StartFailed extends Exception {
    private static final long serialVersionUID = 1;
    final long status;

    StartFailed(long status, String text) {
      super(text);
      this.status = status;
    }
  }

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBRARY = SymbolLookup.libraryLookup(copy(), Arena.global());
  private static final MethodHandle START =
      function("parley_start", JAVA_LONG, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle STOP = function("parley_stop", JAVA_INT, JAVA_LONG);
  private static final MethodHandle OPEN =
      function("parley_open", JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG);
  private static final MethodHandle SEND =
      function("parley_send", JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG);
  private static final MethodHandle CLOSE = function("parley_close", JAVA_INT, JAVA_LONG);
  private static final MethodHandle FREE =
      LINKER.downcallHandle(symbol("parley_free"), FunctionDescriptor.ofVoid(ADDRESS));

  private static final Map<Long, Receiver> RECEIVERS = new ConcurrentHashMap<>();
  private static final AtomicLong CONTEXTS = new AtomicLong();
  private static final MemorySegment RECEIVER = receiver();

  private Libparley() {}

  /** The library in a folder of its own, with options beside it for who gives none. */
  private static Path copy() {
    try {
      Path folder = Files.createDirectories(Path.of("target/native-tests"));
      Path copy = folder.resolve("libparley.so");
      Files.copy(Path.of("target/native/libparley.so"), copy, StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(
          folder.resolve("parley.options"), "core=" + HostedEcho.class.getName() + "\n");
      return copy.toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A function of the library that the others here are not. */
  static MethodHandle handle(String name, FunctionDescriptor signature) {
    return LINKER.downcallHandle(symbol(name), signature);
  }

  private static MemorySegment symbol(String name) {
    return LIBRARY.findOrThrow(name);
  }

  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... parameters) {
    return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(result, parameters));
  }

  private static MemorySegment receiver() {
    try {
      FunctionDescriptor signature = FunctionDescriptor.ofVoid(JAVA_LONG, ADDRESS, JAVA_LONG);
      return LINKER.upcallStub(
          MethodHandles.lookup().findStatic(Libparley.class, "received", signature.toMethodType()),
          signature,
          Arena.global());
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedMethod") // Called by the library.
  private static void received(long context, MemorySegment frame, long length) {
    try {
      Receiver receiver = Objects.requireNonNull(RECEIVERS.get(context));
      receiver.frame(frame.address() == 0 ? null : frame.reinterpret(length).toArray(JAVA_BYTE));
    } catch (Throwable e) {
      // What would leave Java ends the process; the test misses what was to happen.
      System.getLogger(Libparley.class.getName())
          .log(System.Logger.Level.ERROR, "A receiver failed", e);
    }
  }

  /** Starts a core of that class. */
  static long start(String core, String config) throws StartFailed {
    return startWith("core=" + core, config);
  }

  static long startWith(String options, String config) throws StartFailed {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(ADDRESS);
      long core =
          (long) START.invokeExact(arena.allocateFrom(options), arena.allocateFrom(config), error);
      if (core > 0) {
        return core;
      }
      MemorySegment text = error.get(ADDRESS, 0);
      String why = text.address() == 0 ? "" : text.reinterpret(Long.MAX_VALUE).getString(0);
      FREE.invokeExact(text);
      throw new StartFailed(core, why);
    } catch (StartFailed | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  static int stop(long core) {
    try {
      return (int) STOP.invokeExact(core);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Opens a link whose frames go to the receiver; its handle or a status. */
  static long open(long core, Receiver receiver) {
    long context = CONTEXTS.incrementAndGet();
    RECEIVERS.put(context, receiver);
    try {
      return (long) OPEN.invokeExact(core, RECEIVER, context);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  static int send(long link, byte[] frame, int offset, int length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(Math.max(1, length));
      MemorySegment.copy(frame, offset, copy, JAVA_BYTE, 0, length);
      return (int) SEND.invokeExact(link, copy, (long) length);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  static int close(long link) {
    try {
      return (int) CLOSE.invokeExact(link);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
