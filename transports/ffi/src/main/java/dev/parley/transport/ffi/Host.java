package dev.parley.transport.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * What Java calls of the library: {@code struct parley_host} of {@code bridge.h}. Constants, so
 * that the compiler sees through them; the class is initialized once {@link Bridge} has its table.
 */
@SuppressWarnings("restricted") // The functions are the library's own.
final class Host {
  private static final Linker LINKER = Linker.nativeLinker();

  private static final MethodHandle DELIVER =
      function(1, FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle ENDED = function(2, FunctionDescriptor.ofVoid(JAVA_LONG));
  private static final MethodHandle ANSWER =
      function(3, FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle NOTIFY =
      function(4, FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle LOG =
      function(5, FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG));

  private static final MethodHandle ENDING = function(6, FunctionDescriptor.ofVoid());

  private Host() {}

  private static MethodHandle function(int index, FunctionDescriptor signature) {
    long address = Memory.word(Bridge.hostTable(), index);
    return LINKER.downcallHandle(MemorySegment.ofAddress(address), signature);
  }

  /** A frame for the host; whether it takes more. May call back. */
  static boolean deliver(long token, long frame, long length) {
    try {
      return (int) DELIVER.invokeExact(token, frame, length) == Status.OK;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** The link has ended; the token means nothing any more. May call back. */
  static void ended(long token) {
    try {
      ENDED.invokeExact(token);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** The answer to an AppFlowy request, with the two numbers it came with. */
  static void answer(long port, long request, long response, long length) {
    try {
      ANSWER.invokeExact(port, request, response, length);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** A notification for AppFlowy's port. */
  static void notification(long notification, long length) {
    try {
      NOTIFY.invokeExact(notification, length);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** A line of the log for AppFlowy's port. */
  static void log(long line, long length) {
    try {
      LOG.invokeExact(line, length);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** The runtime ends: the library lets nobody in any more. */
  static void ending() {
    try {
      ENDING.invokeExact();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
