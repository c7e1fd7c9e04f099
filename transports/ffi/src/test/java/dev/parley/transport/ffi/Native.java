package dev.parley.transport.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The built library, and C programs that tests compile against it. */
final class Native {
  /** Where the build leaves the library and its headers. */
  static final Path BUILT = Path.of("target/native").toAbsolutePath();

  /** Its sources. */
  static final Path SOURCES = Path.of("src/main/native").toAbsolutePath();

  private static final Path PROGRAMS = Path.of("src/test/native/unit").toAbsolutePath();

  private static final int PATIENCE_SECONDS = 60;

  private Native() {}

  /** What a program printed to its standard output, and its exit status. */
  record Ending(int status, String output) {}

  static Path program(String name) {
    return PROGRAMS.resolve(name);
  }

  /** Compiles C with every warning an error. */
  static void compile(Path program, List<String> arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-pthread"));
    command.addAll(arguments);
    command.addAll(List.of("-o", program.toString()));
    Ending ending = run(command.toArray(String[]::new));
    assertThat(ending).isEqualTo(new Ending(0, ""));
  }

  /** Compiles a host of the library that lies in the folder. */
  static Path compileHost(Path source, Path folder) throws Exception {
    Path program = folder.resolve("host");
    String f = folder.toString();
    compile(
        program, List.of(source.toString(), "-I" + BUILT, "-L" + f, "-lparley", "-Wl,-rpath," + f));
    return program;
  }

  /** Puts a copy of the library into a folder. */
  static void copyLibrary(Path folder) throws IOException {
    Files.copy(BUILT.resolve("libparley.so"), folder.resolve("libparley.so"));
  }

  /** Runs a program without JAVA_HOME; its errors go to this process's. */
  static Ending run(String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().remove("JAVA_HOME");
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      return new Ending(process.exitValue(), output);
    } finally {
      process.destroyForcibly();
    }
  }
}
