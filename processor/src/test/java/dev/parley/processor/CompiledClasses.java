package dev.parley.processor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** The classes that were compiled into memory. */
final class CompiledClasses extends ClassLoader {
  private final Map<String, byte[]> files;

  CompiledClasses(Compiled compiled) {
    super(CompiledClasses.class.getClassLoader());
    files = compiled.files();
  }

  /** Compiles the sources in a folder, with the processor. */
  static Compiled compile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      var sources = new ArrayList<String>();
      for (Path file : files.sorted().toList()) {
        sources.add(Files.readString(file));
      }
      return Compiled.of(sources.toArray(String[]::new));
    }
  }

  /** What a front end among them heard. */
  @SuppressWarnings("unchecked")
  List<String> heardBy(String front) throws Exception {
    return ((Callable<List<String>>) loadClass(front).getConstructor().newInstance()).call();
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = files.get(name.replace('.', '/') + ".class");
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }
}
