package dev.parley.transport.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host is told when the library can't start a core; the host itself always goes on. */
final class StartFailuresTest {
  private static final String HOME = "java-home=" + System.getProperty("java.home") + "\n";
  private static final String CLASSES =
      "class-path=" + System.getProperty("java.class.path") + "\n";
  private static final String CORE = "core=" + HostedEcho.class.getName() + "\n";

  @TempDir Path folder;
  private Path host;

  @BeforeEach
  void compile() throws Exception {
    Native.copyLibrary(folder);
    host = Native.compileHost(Native.program("start.c"), folder);
  }

  /** Starts with these options one after the other in one process. */
  private List<String> start(String... options) throws Exception {
    String[] command = new String[options.length + 1];
    command[0] = host.toString();
    System.arraycopy(options, 0, command, 1, options.length);
    Native.Ending ending = Native.run(command);
    assertThat(ending.status()).isZero();
    List<String> lines = ending.output().lines().toList();
    assertThat(lines).hasSameSizeAs(options);
    return lines;
  }

  private Path fakeHome(byte[] libjvm) throws Exception {
    Path home = folder.resolve("fake");
    Files.createDirectories(home.resolve("lib/server"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    Files.write(home.resolve("lib/server/libjvm.so"), libjvm);
    return home;
  }

  @Test
  void optionsThatTheRuntimeRefusesAreQuoted() throws Exception {
    for (String refused :
        List.of("Unrecognized option: -Xfoo", "Invalid maximum heap size: -Xmx9z")) {
      String option = refused.substring(refused.indexOf('-'));
      assertThat(start(HOME + "jvm-option=" + option))
          .containsExactly(
              "-5 The Java runtime in %s did not start: %s (see the lines jvm-option in the options)."
                  .formatted(System.getProperty("java.home"), refused));
    }
  }

  @Test
  void whatTheRuntimeWarnsOfIsNotTakenForTheReason() throws Exception {
    String options = HOME + "jvm-option=-Xverify:none\njvm-option=-Xfoo";
    assertThat(start(options).getFirst())
        .contains(" did not start: Unrecognized option: -Xfoo (see the lines jvm-option");
  }

  @Test
  void optionsOfTheEnvironmentAreNamedAmongTheReasons() throws Exception {
    Native.Ending ending =
        Native.run("env", "JAVA_TOOL_OPTIONS=-XX:Bogus", host.toString(), HOME + CLASSES + CORE);
    assertThat(ending.output())
        .startsWith("-5 ")
        .contains("in the options, and the environment's JAVA_TOOL_OPTIONS).");
  }

  @Test
  void whatFailsBeforeTheRuntimeBeginsCanBeMendedInTheSameProcess() throws Exception {
    fakeHome("x".getBytes(StandardCharsets.UTF_8));
    assertThat(
            start(
                    "jvm=x",
                    "java-home=nope",
                    "java-home=fake",
                    HOME + "class-path=nope",
                    HOME + CLASSES + CORE)
                .getLast())
        .isEqualTo("0 ");
  }

  @Test
  void aRuntimeThatWouldEndTheProcessEndsItsStartOnly() throws Exception {
    List<String> told = start(HOME + "jvm-option=-Xmx99999g", HOME + CLASSES + CORE);
    assertThat(told.get(0)).startsWith("-5 ").contains("Could not reserve enough space");
    assertThat(told.get(1))
        .startsWith("-5 The Java runtime can't be started a second time in one process.")
        .contains("Could not reserve enough space");
  }

  @Test
  void aModuleThatIsMissingEndsTheStartOnly() throws Exception {
    // Java itself prints what it lacks.
    Native.Ending ending = Native.run(host.toString(), HOME + "jvm-option=--add-modules=not.there");
    assertThat(ending.status()).isZero();
    assertThat(ending.output()).contains("Module not.there not found", "\n-5 The Java runtime in ");
  }

  @Test
  void missingClassesAreNamedWithTheClassPathThatWasSearched() throws Exception {
    assertThat(start(HOME).getFirst())
        .startsWith("-6 Parley's classes are not there: the class path is \"\".")
        .contains("option class-path");
    Files.createDirectory(folder.resolve("nothing"));
    assertThat(start(HOME + "class-path=nothing").getFirst())
        .contains("the class path is \"" + folder + "/nothing\"");
  }

  @Test
  void aRuntimeThatRunsKeepsItsClassPath() throws Exception {
    assertThat(start(HOME, CLASSES + CORE).get(1))
        .startsWith(
            "-1 A Java runtime runs in this process already, and the option class-path is not what");
  }

  @Test
  void laterStartsMayRepeatTheOptionsOrLeaveThemOut() throws Exception {
    String options = HOME + CLASSES + CORE + "jvm-option=-Xmx64m";
    assertThat(start(options, options, CORE)).containsOnly("0 ");
    List<String> told = start(options, CORE + "jvm-option=-Xmx65m", CORE + "java-home=/usr");
    assertThat(told.get(1)).startsWith("-1 ").contains("the option jvm-option is not what");
    assertThat(told.get(2)).startsWith("-1 ").contains("the option java-home is not what");
  }

  @Test
  void aFileThatIsNoLibraryCannotBeLoaded() throws Exception {
    Path home = fakeHome("not a library".getBytes(StandardCharsets.UTF_8));
    assertThat(start("java-home=fake").getFirst())
        .startsWith("-3 The Java runtime in " + home + " can't be loaded: ")
        .contains("another processor");
  }

  @Test
  void aLibraryForAnotherProcessorCannotBeLoaded() throws Exception {
    byte[] library = Files.readAllBytes(Native.BUILT.resolve("libparley.so"));
    library[18] = (byte) (library[18] ^ 0x7f); // e_machine of the ELF header
    fakeHome(library);
    assertThat(start("java-home=fake").getFirst()).startsWith("-3 ").contains("can't be loaded");
  }

  @Test
  void aLibraryThatIsNoRuntimeIsTold() throws Exception {
    fakeHome(Files.readAllBytes(Native.BUILT.resolve("libparley.so")));
    assertThat(start("java-home=fake").getFirst())
        .startsWith("-3 ")
        .contains("is not a Java virtual machine: it has no JNI_CreateJavaVM");
  }

  @Test
  void aCoreThatIsNotThereIsNamedWithThoseThatAre() throws Exception {
    assertThat(start(HOME + CLASSES + "core=com.example.Nope").getFirst())
        .startsWith("-6 ")
        .contains("com.example.Nope", HostedEcho.class.getName());
  }

  @Test
  void theFileBesideTheLibraryIsReadWhereNoOptionsAreGiven() throws Exception {
    Files.writeString(folder.resolve("parley.options"), "# options\nspeed=high\n");
    assertThat(start("file").getFirst())
        .isEqualTo(
            "-1 %s/parley.options, line 2: there is no option \"speed\"; there are java-home, class-path, jvm-option and core"
                .formatted(folder.toRealPath()));
    Files.writeString(folder.resolve("parley.options"), HOME + CLASSES + CORE);
    assertThat(start("file").getFirst()).isEqualTo("0 ");
  }

  @Test
  void anotherCopyOfTheLibraryInTheSameProcessIsRefused() throws Exception {
    Path other = Files.createDirectories(folder.resolve("other"));
    Native.copyLibrary(other);
    Files.writeString(folder.resolve("parley.options"), HOME + CLASSES + CORE);
    Files.writeString(other.resolve("parley.options"), CORE);
    Path program = folder.resolve("copies");
    Native.compile(
        program, List.of(Native.program("copies.c").toString(), "-I" + Native.BUILT, "-ldl"));
    Native.Ending ending =
        Native.run(
            program.toString(),
            folder.resolve("libparley.so").toString(),
            other.resolve("libparley.so").toString());
    List<String> lines = ending.output().lines().toList();
    assertThat(lines.getFirst()).isEqualTo("0 ");
    assertThat(lines.getLast()).startsWith("-6 ").contains("Another copy of libparley");
  }
}
