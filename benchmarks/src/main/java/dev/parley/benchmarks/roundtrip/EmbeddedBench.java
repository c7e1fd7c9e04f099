package dev.parley.benchmarks.roundtrip;

import dev.parley.benchmarks.contract.UserEventBinding;
import dev.parley.core.Core;
import dev.parley.core.transport.Transport;
import dev.parley.transport.ffi.EmbeddedCore;
import java.io.IOException;

/** The core of {@link BenchCore} within a host's process. */
public final class EmbeddedBench implements EmbeddedCore {
  /** For the service loader. */
  public EmbeddedBench() {}

  @Override
  public AutoCloseable start(Transport way, String config) throws IOException {
    return Core.builder()
        .name("bench")
        .plugin(UserEventBinding.bind(new BenchCore.Handlers()))
        .listen(way)
        .start();
  }
}
