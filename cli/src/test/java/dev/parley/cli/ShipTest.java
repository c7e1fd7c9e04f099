package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Ships a small program for real, and runs it as its users would: anywhere. */
class ShipTest {
  private static final String SECRET = "canary-4711-of-the-training";

  private static final String PROGRAM =
      """
      package small;
      public class Main {
        public static void main(String[] arguments) throws Exception {
          System.out.println(Words.of(arguments));
          if (arguments.length > 1 && arguments[0].equals("exit")) {
            System.exit(Integer.parseInt(arguments[1]));
          }
          if (arguments.length > 0 && arguments[0].equals("where")) {
            System.out.println(
                java.nio.file.Path.of(
                    Main.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
          }
          if (arguments.length > 0 && arguments[0].equals("wait")) {
            Runtime.getRuntime().addShutdownHook(
                new Thread(() -> System.out.println("good order")));
            Thread.sleep(60_000);
          }
        }
      }
      """;

  private static final String WORDS =
      """
      package small;
      public class Words {
        static String of(String... words) {
          return "said: " + String.join("|", words);
        }
      }
      """;

  @TempDir private static Path shared;
  private static Path app;
  private static Path library;
  private static Path shipped;

  @TempDir private Path temporary;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void ship() throws Exception {
    Path classes = compile("small/Main.java", PROGRAM, "small/Words.java", WORDS);
    app = jar("small.jar", classes, "small/Main.class", "--main-class=small.Main");
    library = jar("words.jar", classes, "small/Words.class");
    Path output = shared.resolve("first/small");
    var test = new ShipTest();
    assertThat(
            test.run(
                "ship",
                "--app",
                app.toString(),
                "--lib",
                library.toString(),
                "--output",
                output.toString(),
                "--jvm-option",
                "-Dfolder=$ORIGIN",
                "--train",
                "echo " + SECRET + " >left && \"$CORE\" " + SECRET))
        .as(test.err.toString())
        .isZero();
    assertThat(test.out.toString()).contains("Java runtime of java.base:", "AOT cache:", " MB\n");
    // Elsewhere, where a blank is in the path, and nothing can be written.
    shipped =
        Files.createDirectories(shared.resolve("a folder with 'quotes' & more")).resolve("it");
    Files.move(output, shipped);
    writable(shipped, false);
  }

  @Test
  void runsWithItsArgumentsAndItsExitCode() throws Exception {
    Ran ran = launch(launcher(), "exit", "7", "two words", "$HOME");
    assertThat(ran).isEqualTo(new Ran(7, "said: exit|7|two words|$HOME\n"));
  }

  @Test
  void runsThroughLinksAndFromItsOwnFolder() throws Exception {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), launcher());
    Path second = Files.createSymbolicLink(temporary.resolve("second"), Path.of("link"));
    Path folder = Files.createSymbolicLink(temporary.resolve("folder"), shipped);
    for (Path path : List.of(link, second, folder.resolve("bin/small"))) {
      assertThat(launch(path, "x")).as(path.toString()).isEqualTo(new Ran(0, "said: x\n"));
    }
    for (String from : List.of("bin/small", "./bin/small", "bin/../bin/small")) {
      assertThat(run(shipped, Map.of(), from, "x")).as(from).isEqualTo(new Ran(0, "said: x\n"));
    }
    assertThat(run(shipped.resolve("bin"), Map.of(), "./small")).isEqualTo(new Ran(0, "said: \n"));
  }

  @Test
  void takesItsClassesFromTheCacheWhereverItWasMoved() throws Exception {
    Path copy = copy();
    tellLoading(copy);
    assertThat(launch(copy.resolve("bin/small")).output())
        .contains("small.Main source: shared objects file", "small.Words source: shared objects");
  }

  @Test
  void knowsWhereItsClassesAreWhereverItWasMoved() throws Exception {
    Path copy = copy();
    for (Path folder : List.of(shipped, copy)) {
      assertThat(launch(folder.resolve("bin/small"), "where").output())
          .isEqualTo("said: where\n%s\n".formatted(folder.resolve("lib/small.jar")));
    }
  }

  @Test
  void runsWithoutItsCacheAndSaysNothingOfIt() throws Exception {
    Path copy = copy();
    Path cache = copy.resolve("small.aot");
    byte[] whole = Files.readAllBytes(cache);
    for (int length : List.of(whole.length / 2, 100, 0)) {
      Files.write(cache, java.util.Arrays.copyOf(whole, length));
      assertThat(launch(copy.resolve("bin/small"), "x")).isEqualTo(new Ran(0, "said: x\n"));
    }
    Files.delete(cache);
    assertThat(launch(copy.resolve("bin/small"), "x")).isEqualTo(new Ran(0, "said: x\n"));
  }

  @Test
  void isNotImpressedByOptionsForOtherPrograms() throws Exception {
    Map<String, String> foreign =
        Map.of(
            "JAVA_TOOL_OPTIONS", "-Xbogus",
            "JDK_JAVA_OPTIONS", "-Xbogus",
            "_JAVA_OPTIONS", "-Xbogus",
            "CLASSPATH", "/nowhere");
    assertThat(run(temporary, foreign, launcher().toString())).isEqualTo(new Ran(0, "said: \n"));
  }

  @Test
  void aSignalReachesTheProgram() throws Exception {
    Process process = new ProcessBuilder(launcher().toString(), "wait").start();
    try (var lines = process.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("said: wait");
      process.toHandle().destroy(); // SIGTERM; Process.destroy would close the stream as well.
      assertThat(lines.readLine()).isEqualTo("good order");
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(128 + 15);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void saysThatAClassPathCanHaveNoColon() throws Exception {
    Path odd = Files.createDirectories(temporary.resolve("a:b/bin"));
    Files.copy(launcher(), odd.resolve("small"));
    Ran ran = launch(odd.resolve("small"));
    assertThat(ran.status()).isOne();
    assertThat(ran.output()).contains("has a ':' in its path").contains("move the folder");
  }

  @Test
  void itsRuntimeIsSetUpAsTheJdkIs() throws IOException {
    Path jdk = Path.of(System.getProperty("java.home"));
    for (String file : List.of("conf/net.properties", "conf/security/java.security")) {
      Path runtime = shipped.resolve("runtime").resolve(file);
      assertThat(properties(runtime))
          .as(file)
          .isNotEmpty()
          .isEqualTo(properties(jdk.resolve(file)));
      assertThat(Files.readAllLines(runtime)).noneMatch(line -> line.startsWith("#"));
    }
  }

  private static Properties properties(Path file) throws IOException {
    Properties properties = new Properties();
    try (var in = Files.newInputStream(file)) {
      properties.load(in);
    }
    return properties;
  }

  @Test
  void nothingOfTheTrainingIsLeft() throws IOException {
    List<String> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(shipped)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        files.add(shipped.relativize(file).toString());
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(SECRET);
      }
    }
    assertThat(files)
        .contains("bin/small", "lib/small.jar", "lib/words.jar", "small.aot", "runtime/bin/java")
        .doesNotContain("left", "runtime/bin/keytool")
        .noneMatch(file -> file.endsWith(".config") || file.endsWith(".log"));
  }

  @Test
  void whatItNeedsAndHasNotIsSaid() throws Exception {
    Path noMain = jar("nomain.jar", compile("small/Words.java", WORDS), "small/Words.class");
    assertThat(failure("--app", shared.resolve("gone.jar").toString()))
        .isEqualTo(
            "parley: %s does not exist; build it first, or name another jar\n"
                .formatted(shared.resolve("gone.jar")));
    assertThat(failure("--app", noMain.toString()))
        .endsWith("names no main class (Main-Class in its manifest); give it with --main\n");
    assertThat(failure("--app", app.toString(), "--main", "small.Gone"))
        .isEqualTo("parley: --main small.Gone: no jar has such a class\n");
    assertThat(failure("--app", app.toString(), "--lib", temporary.toString()))
        .endsWith("the folder has no jar in it\n");
    assertThat(failure("--app", app.toString(), "--name", "a b"))
        .contains("a launcher's name has letters, digits");
    assertThat(failure("--app", app.toString(), "--add-modules", "java.nonsense"))
        .contains("jlink failed", "java.nonsense");
  }

  @Test
  void aTrainingRunThatFailsIsToldByItsLastLines() throws Exception {
    assertThat(
            failure(
                "--app",
                app.toString(),
                "--lib",
                library.toString(),
                "--train",
                "echo no room; exit 3"))
        .isEqualTo("parley: the training run ended with 3: no room\n");
    assertThat(
            failure("--app", app.toString(), "--lib", library.toString(), "--train", "echo lazy"))
        .startsWith(
            "parley: the training run left nothing for an AOT cache; it has to start \"$CORE\"")
        .endsWith(": lazy\n");
    assertThat(temporary.resolve("out")).doesNotExist();
    assertThat(temporary.resolve("out.building")).doesNotExist();
  }

  @Test
  void aCoreThatWantsArgumentsNeedsATraining() throws Exception {
    Path classes =
        compile(
            "small/Strict.java",
            """
            package small;
            public class Strict {
              public static void main(String[] arguments) {
                System.err.println("usage: strict SOCKET");
                System.exit(2);
              }
            }
            """);
    Path strict = jar("strict.jar", classes, "small/Strict.class", "--main-class=small.Strict");
    assertThat(failure("--app", strict.toString()))
        .isEqualTo(
            "parley: started without arguments, for the AOT cache, the core ended with 2: usage: strict SOCKET;"
                + " say with --train how it is started and used (docs/shipping.md)\n");
  }

  @Test
  void aJavaWithoutJlinkIsNoJdk() {
    Function<String, Optional<ToolProvider>> tools =
        name -> name.equals("jlink") ? Optional.empty() : ToolProvider.findFirst(name);
    var line = new CommandLine(new ShipCommand(tools));
    Exception[] thrown = new Exception[1];
    line.setExecutionExceptionHandler((e, _, _) -> {
      thrown[0] = e;
      return Main.FAILED;
    });
    line.setOut(new PrintWriter(out));
    line.execute(
        "--app", app.toString(), "--lib", library.toString(), "--output", output().toString());
    assertThat(thrown[0])
        .hasMessageStartingWith("jlink is missing in ")
        .hasMessageContaining("set JAVA_HOME to a JDK 25");
  }

  @Test
  void whatSomebodyElseHasMadeIsNotReplaced() throws Exception {
    Files.createDirectories(output());
    Files.writeString(output().resolve("diary.txt"), "dear diary");
    assertThat(failure("--app", app.toString(), "--lib", library.toString()))
        .contains("was not made by `parley ship`; name another folder, or remove it");
    assertThat(output().resolve("diary.txt")).hasContent("dear diary");
  }

  private record Ran(int status, String output) {}

  private Path output() {
    return temporary.resolve("out");
  }

  private String failure(String... arguments) {
    List<String> all = new ArrayList<>(List.of("ship", "--output", output().toString()));
    all.addAll(List.of(arguments));
    err.getBuffer().setLength(0);
    assertThat(run(all.toArray(String[]::new))).isNotZero();
    return err.toString();
  }

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private static Path launcher() {
    return shipped.resolve("bin/small");
  }

  private Ran launch(Path program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return run(temporary, Map.of(), command.toArray(String[]::new));
  }

  /** Runs a program to its end, with a PATH that has no Java in it. */
  private static Ran run(Path folder, Map<String, String> environment, String... command)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), output);
  }

  /** The folder as a copy that can be written to; a copy's files have another time. */
  private Path copy() throws Exception {
    Path copy = temporary.resolve("copy");
    assertThat(run(temporary, Map.of(), "cp", "-r", shipped.toString(), copy.toString()).status())
        .isZero();
    writable(copy, true);
    return copy;
  }

  private static void tellLoading(Path folder) throws IOException {
    Path launcher = folder.resolve("bin/small");
    Files.writeString(
        launcher, Files.readString(launcher).replace("-Xlog:aot=off", "-Xlog:class+load"));
  }

  private static void writable(Path folder, boolean writable) throws IOException {
    String all = writable ? "rwxr-xr-x" : "r-xr-xr-x";
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(all));
      }
    }
  }

  private static Path compile(String... namesAndTexts) throws IOException {
    Path sources = Files.createTempDirectory(shared, "sources");
    Path classes = Files.createTempDirectory(shared, "classes");
    List<String> arguments = new ArrayList<>(List.of("-d", classes.toString()));
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      Path source = sources.resolve(namesAndTexts[i]);
      Files.createDirectories(source.getParent());
      Files.writeString(source, namesAndTexts[i + 1]);
      arguments.add(source.toString());
    }
    tool("javac", arguments);
    return classes;
  }

  private static Path jar(String name, Path classes, String entry, String... more) {
    Path jar = shared.resolve(name);
    List<String> arguments = new ArrayList<>(List.of("--create", "--file", jar.toString()));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("-C", classes.toString(), entry));
    tool("jar", arguments);
    return jar;
  }

  private static void tool(String name, List<String> arguments) {
    int status =
        ToolProvider.findFirst(name)
            .orElseThrow()
            .run(System.out, System.err, arguments.toArray(String[]::new));
    assertThat(status).as(name).isZero();
  }
}
