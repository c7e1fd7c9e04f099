package dev.parley.processor.judge;

import dev.parley.core.codec.Codec;
import dev.parley.processor.ParleyProcessor;
import dev.parley.schema.Contract;
import dev.parley.schema.TypeName;
import dev.parley.schema.json.ContractReader;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * The contract under {@code src/test/resources/judge}, compiled with the processor as a user's
 * build does it, with every lint on; its classes, and its {@code .proto} as the real protoc reads
 * it.
 */
final class Zoo {
  private static final Path SOURCES = Path.of("src/test/resources/judge");
  private static final Zoo ZOO = new Zoo();

  final Contract contract;
  final Protoc proto;
  private final ClassLoader classes;

  private Zoo() {
    try {
      Path output = Files.createTempDirectory("parley-judge");
      compile(output);
      contract = ContractReader.read(output);
      proto = Protoc.run(output.resolve("META-INF/parley"));
      classes = new URLClassLoader(new URL[] {url(output)}, Zoo.class.getClassLoader());
    } catch (Exception e) {
      throw new AssertionError("the judges' contract can't be prepared", e);
    }
  }

  static Zoo get() {
    return ZOO;
  }

  private static URL url(Path folder) throws MalformedURLException {
    return folder.toUri().toURL();
  }

  private static void compile(Path output) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var problems = new DiagnosticCollector<JavaFileObject>();
    try (var files =
            compiler.getStandardFileManager(problems, Locale.ROOT, StandardCharsets.UTF_8);
        Stream<Path> sources = Files.walk(SOURCES)) {
      var task =
          compiler.getTask(
              null,
              files,
              problems,
              List.of(
                  "-Xlint:all,-processing,-classfile,-path",
                  "-Werror",
                  "-d",
                  output.toString(),
                  "-classpath",
                  System.getProperty("java.class.path"),
                  "--release",
                  "25"),
              null,
              files.getJavaFileObjectsFromPaths(
                  sources.filter(it -> it.toString().endsWith(".java")).toList()));
      task.setProcessors(List.of(new ParleyProcessor()));
      if (!task.call() || !problems.getDiagnostics().isEmpty()) {
        throw new AssertionError(problems.getDiagnostics());
      }
    }
  }

  /** A compiled class of the contract. */
  Class<?> type(TypeName name) {
    return load(name.packageName() + "." + name.javaName().replace('.', '$'));
  }

  /** The generated codec of a message or union. */
  @SuppressWarnings("unchecked")
  Codec<Object> codec(TypeName name) {
    try {
      return (Codec<Object>) load(name.qualified() + "Codec").getField("CODEC").get(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private Class<?> load(String name) {
    try {
      return Class.forName(name, true, classes);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** A type of the contract by its simple name. */
  TypeName name(String simpleName) {
    return contract.types().stream()
        .map(it -> it.name())
        .filter(it -> it.name().equals(simpleName))
        .findFirst()
        .orElseThrow();
  }
}
