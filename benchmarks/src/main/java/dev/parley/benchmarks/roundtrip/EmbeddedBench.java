package dev.parley.benchmarks.roundtrip;

import dev.parley.benchmarks.contract.UserEventBinding;
import dev.parley.core.Core;
import dev.parley.core.transport.Transport;
import dev.parley.transport.ffi.EmbeddedCore;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The core of {@link BenchCore} within a host's process. Its configuration may be the address of a
 * pointer, as a decimal number: there it leaves a function of Java's that does nothing, the least
 * that a call from C to Java costs.
 */
public final class EmbeddedBench implements EmbeddedCore {
  /** For the service loader. */
  public EmbeddedBench() {}

  @Override
  @SuppressWarnings("restricted") // It is for native code, as this benchmark is.
  public AutoCloseable start(Transport way, String config) throws IOException {
    if (!config.isEmpty()) {
      MemorySegment.ofAddress(Long.parseLong(config))
          .reinterpret(ValueLayout.ADDRESS.byteSize())
          .set(ValueLayout.ADDRESS, 0, nothing());
    }
    return Core.builder()
        .name("bench")
        .plugin(UserEventBinding.bind(new BenchCore.Handlers()))
        .listen(way)
        .start();
  }

  @SuppressWarnings("restricted")
  private static MemorySegment nothing() {
    try {
      return Linker.nativeLinker()
          .upcallStub(
              MethodHandles.lookup()
                  .findStatic(
                      EmbeddedBench.class, "nothing", MethodType.methodType(int.class, long.class)),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG),
              Arena.global());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a method of this class is not there", e);
    }
  }

  /** Called from C. */
  static int nothing(long number) {
    return (int) number;
  }
}
