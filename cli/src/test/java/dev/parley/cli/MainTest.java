package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.schema.Contract;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.MessageType;
import dev.parley.schema.TypeName;
import dev.parley.schema.json.ContractFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line: what it writes, what it prints and how it ends. */
class MainTest {
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir private Path temporary;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void generatesFromAFolderOfClasses() throws IOException {
    assertThat(generate(classes("classes", "UserEvent"))).isZero();
    assertThat(generated())
        .containsExactly(
            "dev.x/UserEvent.testing.ts",
            "dev.x/UserEvent.ts",
            "dev.x/index.ts",
            "dev.x/messages.ts",
            "index.ts");
    assertThat(out.toString())
        .contains("  wrote dev.x/UserEvent.ts\n")
        .endsWith(": 5 written, 0 deleted, 0 unchanged\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void generatesFromAJar() throws IOException {
    assertThat(generate(jar("contract.jar", "UserEvent"))).isZero();
    assertThat(generated()).contains("dev.x/UserEvent.ts");
  }

  @Test
  void generatesSeveralContractsAsOne() throws IOException {
    assertThat(generate(classes("one", "UserEvent"), jar("two.jar", "FolderEvent"))).isZero();
    assertThat(generated()).contains("dev.x/UserEvent.ts", "dev.x/FolderEvent.ts");
  }

  @Test
  void touchesNothingTheSecondTime() throws IOException {
    Path classes = classes("classes", "UserEvent");
    generate(classes);
    for (String file : generated()) {
      Files.setLastModifiedTime(typescript().resolve(file), LONG_AGO);
    }
    out.getBuffer().setLength(0);
    assertThat(generate(classes)).isZero();
    for (String file : generated()) {
      assertThat(Files.getLastModifiedTime(typescript().resolve(file)))
          .as(file)
          .isEqualTo(LONG_AGO);
    }
    assertThat(out.toString()).isEqualTo(typescript() + ": 0 written, 0 deleted, 5 unchanged\n");
  }

  @Test
  void deletesWhatIsStaleAndKeepsWhatIsNotItsOwn() throws IOException {
    generate(classes("one", "UserEvent"));
    Files.writeString(typescript().resolve("dev.x/mine.ts"), "export {};\n");
    assertThat(generate(classes("two", "FolderEvent"))).isZero();
    assertThat(out.toString()).contains("  deleted dev.x/UserEvent.ts\n");
    assertThat(generated())
        .containsExactly(
            "dev.x/FolderEvent.testing.ts",
            "dev.x/FolderEvent.ts",
            "dev.x/index.ts",
            "dev.x/messages.ts",
            "dev.x/mine.ts",
            "index.ts");
  }

  @Test
  void leavesAloneWhatAnotherRunGeneratedInAFolderBelow() throws IOException {
    Path classes = classes("one", "UserEvent");
    run("generate", "--contract", classes.toString(), "--typescript", typescript() + "/inner");
    assertThat(generate(classes)).isZero();
    assertThat(generated()).contains("inner/index.ts", "inner/dev.x/UserEvent.ts", "index.ts");
  }

  @Test
  void checkingWritesNothingAndFailsWhileThereIsSomethingToWrite() throws IOException {
    Path classes = classes("one", "UserEvent");
    assertThat(check(classes)).isEqualTo(1);
    assertThat(typescript()).doesNotExist();
    assertThat(out.toString()).contains("  would write dev.x/UserEvent.ts\n");
    generate(classes);
    assertThat(check(classes)).isZero();
    Files.delete(typescript().resolve("index.ts"));
    assertThat(check(classes)).isEqualTo(1);
    assertThat(typescript().resolve("index.ts")).doesNotExist();
  }

  @Test
  void generatesDartAlikeAloneOrBesideTypeScript() throws IOException {
    String classes = classes("one", "UserEvent").toString();
    Path dart = temporary.resolve("dart");
    String[] both = {
      "generate",
      "--contract",
      classes,
      "--typescript",
      typescript().toString(),
      "--dart",
      dart.toString()
    };
    assertThat(run("generate", "--contract", classes, "--dart", dart.toString())).isZero();
    assertThat(typescript()).doesNotExist();
    assertThat(dart.resolve("dev_x/user_event.dart")).isRegularFile();
    assertThat(out.toString()).contains("  wrote contract.dart\n");
    assertThat(run(both)).isZero();
    assertThat(generated()).contains("dev.x/UserEvent.ts");
    Files.delete(dart.resolve("contract.dart"));
    String[] check = Stream.concat(Stream.of(both), Stream.of("--check")).toArray(String[]::new);
    assertThat(run(check)).isEqualTo(1);
    assertThat(run(both)).isZero();
    assertThat(run(check)).isZero();
  }

  @Test
  void generatesNothingWhereNoLanguageIsNamed() throws IOException {
    assertThat(run("generate", "--contract", classes("one", "UserEvent").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("give --typescript, --dart or both");
  }

  @Test
  void deletesStaleDartAndKeepsWhatIsNotItsOwn() throws IOException {
    Path dart = temporary.resolve("dart");
    String one = classes("one", "UserEvent").toString();
    String two = classes("two", "FolderEvent").toString();
    run("generate", "--contract", one, "--dart", dart.toString());
    Files.writeString(dart.resolve("dev_x/mine.dart"), "library;\n");
    assertThat(run("generate", "--contract", two, "--dart", dart.toString())).isZero();
    assertThat(out.toString()).contains("  deleted dev_x/user_event.dart\n");
    assertThat(dart.resolve("dev_x/mine.dart")).isRegularFile();
  }

  @Test
  void saysWhatIsMissing() {
    Path nowhere = temporary.resolve("nowhere.jar");
    assertThat(generate(nowhere)).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("parley: " + nowhere + " does not exist\n");
  }

  @Test
  void saysHowToMakeAContract() {
    assertThat(generate(temporary)).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("parley: " + temporary + " holds no META-INF/parley/*.json; compile it with")
        .hasLineCount(1);
  }

  @Test
  void refusesADamagedContractInOneLine() throws IOException {
    Path classes = classes("one", "UserEvent");
    Files.writeString(classes.resolve("META-INF/parley/dev.x.UserEvent.json"), "{\n\"a\"");
    assertThat(generate(classes)).isEqualTo(1);
    assertThat(err.toString()).startsWith("parley: ").contains("not valid JSON").hasLineCount(1);
  }

  @Test
  void refusesNamesThatALanguageHasReserved() throws IOException {
    Path classes = classes("one", "UserEvent");
    Path file = classes.resolve("META-INF/parley/dev.x.UserEvent.json");
    Files.writeString(file, Files.readString(file).replace("\"ask\"", "\"await\""));
    assertThat(generate(classes)).isEqualTo(1);
    assertThat(err.toString()).startsWith("parley: ").contains("await").hasLineCount(1);
    assertThat(typescript()).doesNotExist();
  }

  @Test
  void overwritesNothingThatItDidNotGenerate() throws IOException {
    Files.createDirectories(typescript());
    Files.writeString(typescript().resolve("index.ts"), "export {};\n");
    assertThat(generate(classes("one", "UserEvent"))).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "parley: "
                + typescript().resolve("index.ts")
                + " is in the way: it was not generated by Parley; move it or choose another"
                + " directory\n");
    assertThat(generated()).containsExactly("index.ts");
  }

  @Test
  void tellsWrongUsageFromFailure() {
    assertThat(run("generate")).isEqualTo(2);
    assertThat(run("generate", "--what")).isEqualTo(2);
    assertThat(run()).isEqualTo(2);
    assertThat(run("what")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(4);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void helps() {
    assertThat(run("--help")).isZero();
    assertThat(run("generate", "--help")).isZero();
    assertThat(run("--version")).isZero();
    assertThat(out.toString())
        .contains("--contract", "--typescript", "--dart", "--check", "parley ");
  }

  private int generate(Path... contracts) {
    return run(arguments(contracts).toArray(String[]::new));
  }

  private int check(Path contract) {
    return run(
        Stream.concat(arguments(contract).stream(), Stream.of("--check")).toArray(String[]::new));
  }

  private List<String> arguments(Path... contracts) {
    return Stream.concat(
            Stream.of("generate", "--typescript", typescript().toString()),
            Stream.of(contracts).flatMap(it -> Stream.of("--contract", it.toString())))
        .toList();
  }

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private Path typescript() {
    return temporary.resolve("typescript");
  }

  private List<String> generated() throws IOException {
    try (Stream<Path> paths = Files.walk(typescript())) {
      return paths
          .filter(Files::isRegularFile)
          .map(it -> typescript().relativize(it).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  private Path classes(String name, String group) throws IOException {
    Path classes = temporary.resolve(name);
    for (Map.Entry<String, String> file : ContractFiles.of(contract(group)).entrySet()) {
      Path path = classes.resolve(file.getKey());
      Files.createDirectories(path.resolveSibling(""));
      Files.writeString(path, file.getValue());
    }
    return classes;
  }

  private Path jar(String name, String group) throws IOException {
    Path jar = temporary.resolve(name);
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, String> file : ContractFiles.of(contract(group)).entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    return jar;
  }

  private static Contract contract(String group) {
    TypeName payload = TypeName.of("dev.x", "PayloadPB");
    var event =
        new Event(
            "ask",
            0,
            Optional.of(new Event.Payload("payload", new FieldType.MessageRef(payload))),
            Optional.empty(),
            Optional.empty(),
            false,
            "Asks.");
    return new Contract(
        List.of(new EventGroup(TypeName.of("dev.x", group), "A group.", List.of(event))),
        List.of(),
        List.of(
            new MessageType(
                payload,
                "A payload.",
                List.of(new Field("text", 1, FieldType.Scalar.STRING, false, "")))));
  }
}
