package dev.parley.transport.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The library as a file, and what of it runs without Java. */
final class LibraryTest {
  private static final Pattern DECLARED = Pattern.compile("(?m)^PARLEY_API [^;]*?(\\w+)\\(");
  private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```c\n(.*?)^```$");

  @TempDir Path folder;

  @Test
  void itExportsExactlyWhatItsHeadersDeclare() throws Exception {
    TreeSet<String> declared = new TreeSet<>();
    for (String header : List.of("parley.h", "appflowy.h")) {
      DECLARED
          .matcher(Files.readString(Native.BUILT.resolve(header)))
          .results()
          .forEach(found -> declared.add(found.group(1)));
    }
    Native.Ending symbols =
        Native.run("nm", "-D", "--defined-only", Native.BUILT.resolve("libparley.so").toString());
    TreeSet<String> exported =
        symbols
            .output()
            .lines()
            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(declared).hasSize(19).contains("parley_start", "sync_event");
    assertThat(exported).isEqualTo(declared);
  }

  @Test
  void itsHeadersAreCAndCpp() throws Exception {
    Path source = Files.writeString(folder.resolve("all.c"), "#include <appflowy.h>\n");
    for (String language : List.of("c", "c++")) {
      Native.Ending ending =
          Native.run(
              "cc",
              "-fsyntax-only",
              "-Wall",
              "-Wextra",
              "-Werror",
              "-pedantic",
              "-x",
              language,
              "-I" + Native.BUILT,
              source.toString());
      assertThat(ending.status()).as(language).isZero();
    }
  }

  @Test
  void optionsClassPathsAndRuntimesAreReadAsTheirCommentsSay() throws Exception {
    Path program = folder.resolve("options_test");
    List<String> sources =
        List.of("options.c", "class_path.c", "runtime.c", "text.c").stream()
            .map(name -> Native.SOURCES.resolve(name).toString())
            .collect(Collectors.toCollection(ArrayList::new));
    sources.addFirst(Native.program("options_test.c").toString());
    sources.add("-I" + Native.SOURCES);
    Native.compile(program, sources);
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(Native.run(program.toString(), empty.toString()))
        .isEqualTo(new Native.Ending(0, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"thread", "address,undefined"})
  void linksKeepTheirWordUnderManyThreads(String sanitizer) throws Exception {
    Path program = folder.resolve("links_test");
    Path include = Path.of(System.getProperty("java.home"), "include");
    List<String> arguments = new ArrayList<>(List.of("-g", "-O1", "-fsanitize=" + sanitizer));
    arguments.add(Native.program("links_test.c").toString());
    try (Stream<Path> sources = Files.list(Native.SOURCES)) {
      sources.map(Path::toString).filter(name -> name.endsWith(".c")).forEach(arguments::add);
    }
    arguments.addAll(
        List.of("-I" + Native.SOURCES, "-I" + include, "-I" + include.resolve("linux"), "-ldl"));
    Native.compile(program, arguments);
    assertThat(Native.run(program.toString())).isEqualTo(new Native.Ending(0, ""));
  }

  @Test
  void theExampleOfTheDocumentationGreetsACore() throws Exception {
    var example = EXAMPLE.matcher(Files.readString(Path.of("../../docs/in-process.md")));
    assertThat(example.find()).isTrue();
    Path host = host(Files.writeString(folder.resolve("example.c"), example.group(1)));
    assertThat(Native.run(host.toString())).isEqualTo(new Native.Ending(0, "Welcome\n"));
  }

  @ParameterizedTest
  @CsvSource({"128, 0", "8192, 6", "32768, 25", "unlimited, 60"})
  void aHostMayCallFromFarDownItsFirstThreadsStack(String kilobytes, String depth)
      throws Exception {
    Path host = host(Native.program("deep.c"));
    String limited = "ulimit -S -s " + kilobytes + " && exec \"$0\" \"$1\"";
    assertThat(Native.run("bash", "-c", limited, host.toString(), depth))
        .isEqualTo(new Native.Ending(0, "called called called "));
  }

  /** A host of a copy of the library, which has the options for the tests' core beside it. */
  private Path host(Path source) throws Exception {
    Native.copyLibrary(folder);
    Files.writeString(
        folder.resolve("parley.options"),
        """
        java-home=%s
        class-path=%s
        core=%s
        jvm-option=-XX:TieredStopAtLevel=1
        """
            .formatted(
                System.getProperty("java.home"),
                System.getProperty("java.class.path"),
                HostedEcho.class.getName()));
    return Native.compileHost(source, folder);
  }
}
