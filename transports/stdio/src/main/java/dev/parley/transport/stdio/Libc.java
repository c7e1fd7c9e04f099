package dev.parley.transport.stdio;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The few calls of the C library that exchange descriptors and use them. A call that fails answers
 * its negated error number, as the kernel itself does. Where native access is denied, or a function
 * is missing, the class fails to initialize.
 */
@SuppressWarnings("restricted") // Who runs the core allows it, or does without.
final class Libc {
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;

  /** A {@code struct pollfd}: descriptor, events asked for, events that are. */
  static final StructLayout POLLED =
      MemoryLayout.structLayout(
          JAVA_INT.withName("fd"),
          ValueLayout.JAVA_SHORT.withName("events"),
          ValueLayout.JAVA_SHORT.withName("revents"));

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle DUP = call("dup", JAVA_INT, JAVA_INT);
  private static final MethodHandle DUP2 = call("dup2", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle PIPE = call("pipe", JAVA_INT, ADDRESS);
  private static final MethodHandle READ = call("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE = call("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle POLL = call("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SEND =
      call("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle FCNTL =
      LINKER.downcallHandle(
          symbol("fcntl"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(2));

  private Libc() {}

  private static MethodHandle call(String name, ValueLayout result, MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        symbol(name),
        FunctionDescriptor.of(result, parameters),
        Linker.Option.captureCallState("errno"));
  }

  private static MemorySegment symbol(String name) {
    return LINKER.defaultLookup().findOrThrow(name);
  }

  /** Memory for one thread's error numbers. */
  static MemorySegment state(Arena arena) {
    return arena.allocate(STATE);
  }

  /** A copy of the descriptor that no child process inherits. */
  static int copy(int descriptor, MemorySegment state) throws IOException {
    int copy = checked("dup", answered(state, () -> (int) DUP.invokeExact(state, descriptor)));
    int _ =
        checked(
            "fcntl",
            answered(state, () -> (int) FCNTL.invokeExact(state, copy, F_SETFD, FD_CLOEXEC)));
    return copy;
  }

  /** Makes the second descriptor mean what the first one does. */
  static void replace(int by, int descriptor, MemorySegment state) throws IOException {
    int _ = checked("dup2", answered(state, () -> (int) DUP2.invokeExact(state, by, descriptor)));
  }

  /** A new pipe that no child process inherits; the end to read from first. */
  static int[] pipe(Arena arena, MemorySegment state) throws IOException {
    MemorySegment ends = arena.allocate(JAVA_INT, 2);
    int _ = checked("pipe", answered(state, () -> (int) PIPE.invokeExact(state, ends)));
    int[] pipe = ends.toArray(JAVA_INT);
    for (int end : pipe) {
      int _ =
          checked(
              "fcntl",
              answered(state, () -> (int) FCNTL.invokeExact(state, end, F_SETFD, FD_CLOEXEC)));
    }
    return pipe;
  }

  /** Whatever it answers, the descriptor is free. */
  static void close(int descriptor, MemorySegment state) {
    long _ = answered(state, () -> (int) CLOSE.invokeExact(state, descriptor));
  }

  static long read(int descriptor, MemorySegment target, long length, MemorySegment state) {
    return answered(state, () -> (long) READ.invokeExact(state, descriptor, target, length));
  }

  static long write(int descriptor, MemorySegment source, long length, MemorySegment state) {
    return answered(state, () -> (long) WRITE.invokeExact(state, descriptor, source, length));
  }

  /** For sockets only. */
  static long send(
      int descriptor, MemorySegment source, long length, int flags, MemorySegment state) {
    return answered(state, () -> (long) SEND.invokeExact(state, descriptor, source, length, flags));
  }

  /** Waits until one of the descriptors can be used, without a time limit. */
  static long poll(MemorySegment descriptors, long count, MemorySegment state) {
    return answered(state, () -> (int) POLL.invokeExact(state, descriptors, count, -1));
  }

  /** The exception for an answer that is a negated error number. */
  static IOException failed(String call, long answer) {
    return answer == -SystemCalls.BROKEN_PIPE
        ? new IOException("The other side reads no more (%s: EPIPE)".formatted(call))
        : new IOException("%s failed with errno %d".formatted(call, -answer));
  }

  private static int checked(String call, long answer) throws IOException {
    if (answer < 0) {
      throw failed(call, answer);
    }
    return (int) answer;
  }

  private interface NativeCall {
    long invoke() throws Throwable;
  }

  private static long answered(MemorySegment state, NativeCall call) {
    try {
      long answer = call.invoke();
      return answer >= 0 ? answer : -(long) (int) ERRNO.get(state, 0L);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a call of the C library throws nothing of its own", e);
    }
  }
}
