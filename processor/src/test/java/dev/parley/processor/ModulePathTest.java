package dev.parley.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.StringWriter;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A core that is a module of its own, compiled as its author would: strictly, on the module path.
 */
class ModulePathTest {
  private static final String MODULE =
      """
      module dev.x {
        requires transitive dev.parley.core;
        requires static transitive org.jspecify;
        exports dev.x;
      }
      """;

  @TempDir Path folder;

  @Test
  void generatedCodeCompilesInAModuleThatRequiresTheCoreAlone() throws Exception {
    assertThat(compile(MODULE)).isEmpty();

    assertThat(folder.resolve("classes"))
        .isDirectoryRecursivelyContaining("glob:**/UserEventBinding.class")
        .isDirectoryRecursivelyContaining("glob:**/dev.x.UserEvent.json");
  }

  @Test
  void aModuleThatDoesNotRequireTheCoreIsToldByJavac() throws Exception {
    assertThat(compile(MODULE.replace("requires transitive dev.parley.core;", "")))
        .contains("package dev.parley.annotations is not visible");
  }

  /** What javac says; nothing if it is content. */
  private String compile(String module) throws Exception {
    List<Path> sources = new ArrayList<>();
    for (String source : UserModule.SOURCES) {
      sources.add(write(Compiled.pathOf(source), source));
    }
    sources.add(write("module-info.java", module));
    List<String> options =
        List.of(
            "-Xlint:all,-processing",
            "-Werror",
            "--release",
            "25",
            "--module-path",
            modulePath(),
            "-processorpath",
            System.getProperty("java.class.path"),
            "-processor",
            ParleyProcessor.class.getName(),
            "-d",
            Files.createDirectories(folder.resolve("classes")).toString());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var said = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var units = files.getJavaFileObjectsFromPaths(sources);
      boolean succeeded = compiler.getTask(said, files, null, options, null, units).call();
      assertThat(succeeded).as(said.toString()).isEqualTo(said.toString().isEmpty());
    }
    return said.toString();
  }

  private Path write(String path, String source) throws Exception {
    Path file = folder.resolve("sources").resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, source);
  }

  /** The core and what it requires, and nothing else of what the tests have. */
  private static String modulePath() {
    ModuleFinder modules =
        ModuleFinder.of(
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(it -> it.endsWith("classes") || it.toString().endsWith(".jar"))
                .toArray(Path[]::new));
    return Stream.of("dev.parley.core", "dev.parley.annotations", "org.jspecify")
        .map(name -> modules.find(name).orElseThrow())
        .map(ModulePathTest::location)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String location(ModuleReference module) {
    return Path.of(module.location().orElseThrow()).toString();
  }
}
