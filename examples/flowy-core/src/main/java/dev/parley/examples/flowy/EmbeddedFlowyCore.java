package dev.parley.examples.flowy;

import dev.parley.core.transport.Transport;
import dev.parley.transport.ffi.EmbeddedCore;
import java.nio.file.Files;

/**
 * The reference core within another process. Its configuration is AppFlowy's: a JSON object whose
 * {@code root} is the folder for the data.
 */
public final class EmbeddedFlowyCore implements EmbeddedCore {
  /** For the service loader. */
  public EmbeddedFlowyCore() {}

  @Override
  public AutoCloseable start(Transport way, String config) throws Exception {
    FlowyConfiguration configuration = FlowyConfiguration.parse(config);
    if (Files.exists(configuration.root()) && !Files.isDirectory(configuration.root())) {
      throw new IllegalArgumentException(
          "The configuration's \"root\" is %s, which is no folder".formatted(configuration.root()));
    }
    return FlowyCore.start(way, configuration.root());
  }
}
