package dev.parley.transport.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The ports that a Dart VM has, for what the library posts to them. */
@SuppressWarnings("restricted") // As it is meant to be used.
final class DartPorts {
  /** Where a {@code Dart_CObject} of bytes has their number and their address. */
  private static final long LENGTH = 16;

  private static final long VALUES = 24;

  private static final AtomicLong NUMBERS = new AtomicLong();
  private static final Map<Long, Consumer<byte[]>> OPEN = new ConcurrentHashMap<>();

  private DartPorts() {}

  /** Has the library post here from here on. */
  static void install() {
    try {
      FunctionDescriptor signature = FunctionDescriptor.of(JAVA_BYTE, JAVA_LONG, ADDRESS);
      MemorySegment post =
          Linker.nativeLinker()
              .upcallStub(
                  MethodHandles.lookup()
                      .findStatic(DartPorts.class, "post", signature.toMethodType()),
                  signature,
                  Arena.global());
      Libparley.handle("store_dart_post_cobject", FunctionDescriptor.ofVoid(ADDRESS))
          .invokeExact(post);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Has notifications posted to this port. */
  static void notificationsTo(long port) {
    try {
      int _ =
          (int)
              Libparley.handle("set_stream_port", FunctionDescriptor.of(JAVA_INT, JAVA_LONG))
                  .invokeExact(port);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** A new port, whose messages go to the listener on the thread that posts. */
  static long open(Consumer<byte[]> listener) {
    long port = NUMBERS.incrementAndGet();
    OPEN.put(port, listener);
    return port;
  }

  static void close(long port) {
    OPEN.remove(port);
  }

  @SuppressWarnings("UnusedMethod") // Called by the library.
  private static byte post(long port, MemorySegment message) {
    try {
      Consumer<byte[]> listener = OPEN.get(port);
      if (listener == null) {
        return 0;
      }
      MemorySegment object = message.reinterpret(VALUES + Long.BYTES);
      MemorySegment values = object.get(ADDRESS, VALUES);
      listener.accept(values.reinterpret(object.get(JAVA_LONG, LENGTH)).toArray(JAVA_BYTE));
      return 1;
    } catch (Throwable e) {
      // What would leave Java ends the process; the test misses what was to happen.
      System.getLogger(DartPorts.class.getName())
          .log(System.Logger.Level.ERROR, "A listener failed", e);
      return 1;
    }
  }
}
