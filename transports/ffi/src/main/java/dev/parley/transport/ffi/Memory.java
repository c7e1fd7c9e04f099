package dev.parley.transport.ffi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The process's memory by addresses. One segment that is all of it, at offsets that are addresses,
 * makes no object for a frame.
 */
@SuppressWarnings("restricted") // What C passes is what its header says, or the process is lost.
final class Memory {
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /**
   * Of every function between Java and the library, whichever of the four it takes and whether it
   * answers: the calling conventions of all 64-bit platforms pass the first four numbers in
   * registers and let the caller pass more than are looked at. The JDK makes classes at run time
   * for each signature, which would be a quarter of a second's work if each function had its own.
   */
  static final FunctionDescriptor SIGNATURE =
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle MALLOC = systemFunction("malloc");
  private static final MethodHandle FREE = systemFunction("free");

  private Memory() {}

  private static MethodHandle systemFunction(String name) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), SIGNATURE);
  }

  /** A function by its address, as a handle of {@link #SIGNATURE}. */
  static MethodHandle function(long address) {
    return LINKER.downcallHandle(MemorySegment.ofAddress(address), SIGNATURE);
  }

  /** Copies bytes that stand at an address. */
  static void read(long address, byte[] target, int length) {
    MemorySegment.copy(ALL, JAVA_BYTE, address, target, 0, length);
  }

  /** Copies bytes to an address. */
  static void write(byte[] source, int offset, int length, long address) {
    MemorySegment.copy(source, offset, ALL, JAVA_BYTE, address, length);
  }

  static long word(long address, int index) {
    return ALL.get(JAVA_LONG, address + (long) index * Long.BYTES);
  }

  static void setWord(long address, int index, long value) {
    ALL.set(JAVA_LONG, address + (long) index * Long.BYTES, value);
  }

  /** The text that ends with 0 at an address; malformed UTF-8 is replaced. Empty for NULL. */
  static String text(long address) {
    return address == 0 ? "" : ALL.getString(address, StandardCharsets.UTF_8);
  }

  /** Writes a text and a 0 behind it, cut between characters to what there is room for. */
  static void setText(String text, long address, long capacity) {
    if (address == 0 || capacity <= 0) {
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = (int) Math.min(bytes.length, capacity - 1);
    while (length < bytes.length && length > 0 && (bytes[length] & 0xC0) == 0x80) {
      length--;
    }
    write(bytes, 0, length, address);
    ALL.set(JAVA_BYTE, address + length, (byte) 0);
  }

  /**
   * Memory of the process's own, to be {@linkplain #free given back}.
   *
   * @throws OutOfMemoryError if there is none
   */
  static long allocate(long bytes) {
    long address;
    try {
      address = (long) MALLOC.invokeExact(bytes, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    if (address == 0) {
      throw new OutOfMemoryError("%,d bytes outside of the heap".formatted(bytes));
    }
    return address;
  }

  static void free(long address) {
    try {
      long _ = (long) FREE.invokeExact(address, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
