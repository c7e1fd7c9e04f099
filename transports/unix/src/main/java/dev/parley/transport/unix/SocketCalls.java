package dev.parley.transport.unix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What of a socket only the C library tells. The numbers are Linux's on x86-64 and ARM64. Where
 * native access is denied the class fails to initialize.
 */
@SuppressWarnings("restricted") // Asked for only where it is allowed.
final class SocketCalls {
  private static final short AF_UNIX = 1;
  private static final long SOL_SOCKET = 1;
  private static final long SO_PEERCRED = 17;

  /** A {@code struct ucred}: process, user, group. */
  private static final int CREDENTIALS_BYTES = 12;

  /** A {@code struct sockaddr_un}: the family and a path of at most 108 bytes. */
  private static final int ADDRESS_BYTES = 110;

  private static final int FAMILY_BYTES = 2;

  private static final Linker LINKER = Linker.nativeLinker();

  /**
   * Of both: these processors pass the first six numbers in registers, and a function does not look
   * at more than it takes, nor at the upper half of an int. The JDK makes classes at run time for
   * each signature, for which the first front end has to wait.
   */
  private static final FunctionDescriptor SIGNATURE =
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private static final MethodHandle GETSOCKNAME = function("getsockname");
  private static final MethodHandle GETSOCKOPT = function("getsockopt");

  private SocketCalls() {}

  private static MethodHandle function(String name) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), SIGNATURE);
  }

  /** The path that a unix socket is bound to; null if it is none, or bound to none. */
  static @Nullable String boundTo(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(ADDRESS_BYTES, Short.BYTES);
      MemorySegment length = arena.allocateFrom(JAVA_INT, ADDRESS_BYTES);
      long status =
          (long)
              GETSOCKNAME.invokeExact(
                  (long) descriptor, address.address(), length.address(), 0L, 0L);
      if ((int) status != 0 || address.get(JAVA_SHORT, 0) != AF_UNIX) {
        return null;
      }
      int end = Math.min(length.get(JAVA_INT, 0), ADDRESS_BYTES);
      byte[] path =
          address.asSlice(FAMILY_BYTES, Math.max(0, end - FAMILY_BYTES)).toArray(JAVA_BYTE);
      int zero = 0;
      while (zero < path.length && path[zero] != 0) {
        zero++;
      }
      return zero == 0 ? null : new String(Arrays.copyOf(path, zero), StandardCharsets.UTF_8);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The process that a connected socket's other end belonged to when they were connected; or 0. */
  static long peerProcess(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment credentials = arena.allocate(CREDENTIALS_BYTES, Integer.BYTES);
      MemorySegment length = arena.allocateFrom(JAVA_INT, CREDENTIALS_BYTES);
      long status =
          (long)
              GETSOCKOPT.invokeExact(
                  (long) descriptor,
                  SOL_SOCKET,
                  SO_PEERCRED,
                  credentials.address(),
                  length.address());
      return (int) status == 0 ? credentials.get(JAVA_INT, 0) : 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static RuntimeException unexpected(Throwable e) {
    return e instanceof RuntimeException exception ? exception : new IllegalStateException(e);
  }
}
