package dev.parley.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.typescript.TypeScriptGenerator;
import dev.parley.schema.json.ContractReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a module's sources become: the contract in its jar, and their words in every language. */
class ContractFromSourcesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/user-module");
  private static final String CONTRACT = "META-INF/parley/";

  private static final List<String> WORDS_OF_TYPES =
      List.of(
          "Who signs in.",
          "where mail",
          "How the application looks.",
          "Bright.",
          "A figure.",
          "Round.");
  private static final List<String> WORDS_OF_EVENTS =
      List.of("What a front end may ask of the user module.", "Signs in with an e-mail address.");
  private static final List<String> WORDS_OF_NOTIFICATIONS =
      List.of("What the user module tells.", "A profile has changed.");

  private static Compiled userModule() {
    return Compiled.of(UserModule.SOURCES);
  }

  /** With {@code -Dparley.golden=write} the files are written anew. */
  @Test
  void theContractInTheJarIsTheOneOfTheGoldenFiles() throws IOException {
    Compiled compiled = userModule();

    assertThat(compiled.messages()).isEmpty();
    Map<String, String> contract = new TreeMap<>();
    for (String path : compiled.files().keySet()) {
      if (path.startsWith(CONTRACT)) {
        contract.put(path.substring(CONTRACT.length()), compiled.text(path));
      }
    }
    if ("write".equals(System.getProperty("parley.golden"))) {
      Files.createDirectories(GOLDEN);
      for (var file : contract.entrySet()) {
        Files.writeString(GOLDEN.resolve(file.getKey()), file.getValue());
      }
    }
    Map<String, String> golden = new TreeMap<>();
    try (Stream<Path> files = Files.list(GOLDEN)) {
      for (Path file : files.toList()) {
        golden.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    assertThat(contract).isEqualTo(golden);
  }

  @Test
  void docCommentsTravelIntoWhatIsGenerated(@TempDir Path folder) throws Exception {
    Compiled compiled = userModule();

    assertThat(compiled.text(CONTRACT + "dev.x.UserEvent.json"))
        .contains(WORDS_OF_EVENTS)
        .contains(WORDS_OF_TYPES);
    assertThat(compiled.text(CONTRACT + "dev.x.UserNotification.json"))
        .contains(WORDS_OF_NOTIFICATIONS);
    assertThat(compiled.text(CONTRACT + "dev.x.proto")).contains(WORDS_OF_TYPES);
    assertThat(compiled.text("dev/x/UserEventClient.java")).contains(WORDS_OF_EVENTS);
    assertThat(compiled.text("dev/x/UserNotificationClient.java")).contains(WORDS_OF_NOTIFICATIONS);
    Map<String, String> typeScript = typeScript(compiled, folder);
    assertThat(typeScript.get("dev.x/messages.ts")).contains(WORDS_OF_TYPES);
    assertThat(typeScript.get("dev.x/UserEvent.ts")).contains(WORDS_OF_EVENTS);
    assertThat(typeScript.get("dev.x/UserNotification.ts")).contains(WORDS_OF_NOTIFICATIONS);
  }

  @Test
  void whatAMethodSaysOfItsParametersTravelsToWhereItIsTrue(@TempDir Path folder) throws Exception {
    Compiled compiled = userModule();

    assertThat(compiled.text(CONTRACT + "dev.x.UserEvent.json"))
        .contains(
            "\"Signs in with an e-mail address.\\n\\n@param payload who\\n"
                + "@return whom the address\\nbelongs to\"",
            "@param shapes what to draw\\n@param circles what was drawn of it\"")
        .doesNotContain("@throws");
    assertThat(compiled.text("dev/x/UserEventClient.java"))
        .contains(
            """
               * @param payload who
               * @return whom the address belongs to
               */
            """,
            """
               * <p>Sent by the caller, {@code shapes}: what to draw
               *
               * <p>Streamed to the caller, {@code circles}: what was drawn of it
               *
               * @param payload for whom
               */
            """);
    assertThat(typeScript(compiled, folder).get("dev.x/UserEvent.ts"))
        .contains(
            " * @param payload who", " * @returns whom the address", "`shapes`: what to draw");
  }

  @Test
  void whatANotificationSaysOfItsParametersTravelsToWhereItIsTrue(@TempDir Path folder)
      throws Exception {
    Compiled compiled = userModule();

    assertThat(compiled.text("dev/x/UserNotificationClient.java"))
        .contains(
            """
              /**
               * A profile has changed.
               *
               * <p>Only the newest of a subject is kept for a slow front end.
               *
               * <p>The subject, {@code userId}: whose profile
               *
               * <p>The content, {@code profile}: what it is now
               */
            """,
            """
               * <p>The content, {@code profile}: what it is now
               *
               * @param subject whose profile
               */
            """);
    Map<String, String> typeScript = typeScript(compiled, folder);
    for (String file : List.of("UserNotification.ts", "UserNotification.testing.ts")) {
      assertThat(typeScript.get("dev.x/" + file))
          .contains(" * @param userId whose profile", " * @param profile what it is now");
    }
  }

  /** What stands beside a declaration and does not repeat it leads the reader to it. */
  @Test
  void otherGeneratedJavaLinksToWhatIsDocumented() {
    Compiled compiled = userModule();

    List<String> sources =
        compiled.files().keySet().stream().filter(it -> it.endsWith(".java")).toList();
    assertThat(sources).hasSizeGreaterThan(10);
    for (String path : sources) {
      if (!path.endsWith("Client.java")) {
        assertThat(compiled.text(path))
            .as(path)
            .containsPattern("(?m)^/\\*\\* .*\\{@link [\\w.]+}");
      }
    }
  }

  private static Map<String, String> typeScript(Compiled compiled, Path folder) throws Exception {
    Path classes = folder.resolve(CONTRACT);
    Files.createDirectories(classes);
    for (String path : compiled.files().keySet()) {
      if (path.startsWith(CONTRACT)) {
        Files.writeString(folder.resolve(path), compiled.text(path));
      }
    }
    return TypeScriptGenerator.generate(ContractReader.read(folder)).stream()
        .collect(Collectors.toMap(GeneratedFile::path, GeneratedFile::content));
  }
}
