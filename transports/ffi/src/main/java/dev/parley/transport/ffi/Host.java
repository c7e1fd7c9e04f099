package dev.parley.transport.ffi;

import java.lang.invoke.MethodHandle;

/**
 * What Java calls of the library: {@code struct parley_host} of {@code bridge.h}. Constants, so
 * that the compiler sees through them; the class is initialized once {@link Bridge} has its table.
 */
final class Host {
  private static final MethodHandle DELIVER = function(1);
  private static final MethodHandle ENDED = function(2);
  private static final MethodHandle ANSWER = function(3);
  private static final MethodHandle NOTIFY = function(4);
  private static final MethodHandle LOG = function(5);
  private static final MethodHandle ENDING = function(6);

  private Host() {}

  private static MethodHandle function(int index) {
    return Memory.function(Memory.word(Bridge.hostTable(), index));
  }

  /** A frame for the host; whether it takes more. May call back. */
  static boolean deliver(long token, long frame, long length) {
    try {
      return (int) (long) DELIVER.invokeExact(token, frame, length, 0L) == Status.OK;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** The link has ended; the token means nothing any more. May call back. */
  static void ended(long token) {
    try {
      long _ = (long) ENDED.invokeExact(token, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** The answer to an AppFlowy request, with the two numbers it came with. */
  static void answer(long port, long request, long response, long length) {
    try {
      long _ = (long) ANSWER.invokeExact(port, request, response, length);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** A notification for AppFlowy's port. */
  static void notification(long notification, long length) {
    try {
      long _ = (long) NOTIFY.invokeExact(notification, length, 0L, 0L);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** A line of the log for AppFlowy's port. */
  static void log(long line, long length) {
    try {
      long _ = (long) LOG.invokeExact(line, length, 0L, 0L);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** The runtime ends: the library lets nobody in any more. */
  static void ending() {
    try {
      long _ = (long) ENDING.invokeExact(0L, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
