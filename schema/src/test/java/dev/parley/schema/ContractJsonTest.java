package dev.parley.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.schema.json.ContractException;
import dev.parley.schema.json.ContractFiles;
import dev.parley.schema.json.ContractLimits;
import dev.parley.schema.json.ContractReader;
import dev.parley.schema.json.ContractWriter;
import dev.parley.schema.rules.ContractRules;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractJsonTest {
  private static final String HEAD =
      "{\"parley\": 1, \"eventGroups\": [], \"notificationGroups\": [], \"types\": [";

  @Test
  void readsBackWhatItWrote() throws Exception {
    for (long seed = 0; seed < 2_000; seed++) {
      Contract contract = RandomContracts.of(seed);

      assertThat(ContractRules.check(contract)).as("seed %d", seed).isEmpty();
      String json = ContractWriter.write(contract);
      assertThat(ContractReader.read("test", json)).as("seed %d", seed).isEqualTo(contract);
    }
  }

  @Test
  void mergesTheFilesOfAFolderAndOfAJar(@TempDir Path folder) throws Exception {
    for (long seed = 0; seed < 50; seed++) {
      Contract contract = RandomContracts.of(seed);
      var files = ContractFiles.of(contract);
      Path classes = folder.resolve("classes" + seed);
      for (var file : files.entrySet()) {
        Path path = classes.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
      Path jar = folder.resolve(seed + ".jar");
      writeJar(jar, files);

      assertThat(ContractReader.read(classes)).isEqualTo(contract);
      assertThat(ContractReader.read(jar)).isEqualTo(contract);
      assertThat(ContractReader.read(List.of(jar, classes))).isEqualTo(contract);
    }
  }

  @Test
  void putsEachGroupIntoAFileOfItsOwnAndTypesWithoutAGroupIntoOnePerPackage() {
    assertThat(ContractFiles.of(Contracts.user()).keySet())
        .containsExactly(
            "META-INF/parley/dev.x.UserEvent.json",
            "META-INF/parley/dev.x.UserNotification.json",
            "META-INF/parley/dev.x.package-types.json");
  }

  @Test
  void writesStreamsBesideThePayload() throws Exception {
    var contract = new Contract(List.of(Contracts.transfer()), List.of(), Contracts.user().types());

    String json = ContractWriter.write(contract);

    assertThat(json.replaceAll("\\s+", " "))
        .contains(
            "\"source\": { \"parameter\": \"questions\", \"type\": \"dev.x.UserProfilePB\" },"
                + " \"sink\": { \"parameter\": \"answers\", \"type\": \"dev.x.Shape\" },"
                + " \"response\": \"dev.x.UserProfilePB\",");
    assertThat(ContractReader.read("test", json)).isEqualTo(contract);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0000',
      textBlock =
          """
          "sink": {"type": "d.A"}                                   | has no "parameter"
          "sink": {"parameter": "out"}                              | has no "type"
          "source": {"parameter": "a", "type": "int32"}             | it has to be a message or a union
          "source": {"parameter": "a", "type": "d.A", "credit": 5}  | unknown key "credit"
          "source": {"parameter": "a b", "type": "d.A"}             | PARLEY019
          "inline": true, "sink": {"parameter": "a", "type": "d.A"} | PARLEY052
          "idempotent": 1                                           | it has to be true or false
          "idempotent": true, "sink": {"parameter": "a", "type": "d.A"} | PARLEY070
          """)
  void refusesStreamsThatSourcesCouldNotHave(String streams, String message) {
    String event = "{\"method\": \"go\", \"number\": 1, " + streams + "}";
    String json =
        HEAD.replace(
                "\"eventGroups\": []",
                "\"eventGroups\": [{\"package\": \"d\", \"name\": \"E\", \"events\": ["
                    + event
                    + "]}]")
            + "{\"kind\": \"message\", \"package\": \"d\", \"name\": \"A\", \"fields\": []}]}";

    assertThatThrownBy(() -> ContractReader.read("a.jar", json))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining(message);
  }

  @Test
  void writesHowNotificationsAreDeliveredAndWhatTheyMayCarryInstead() throws Exception {
    var contract = new Contract(List.of(), List.of(Contracts.delivery()), Contracts.user().types());

    String json = ContractWriter.write(contract);

    assertThat(json.replaceAll("\\s+", " "))
        .contains(
            "\"payload\": { \"parameter\": \"outcome\", \"type\": \"dev.x.Shape\","
                + " \"error\": \"dev.x.FlowyError\" } }",
            "\"policy\": { \"kind\": \"latest\" } }",
            "\"policy\": { \"kind\": \"debounced\", \"quietMillis\": 200,"
                + " \"maxWaitMillis\": 1000 } }");
    assertThat(ContractReader.read("test", json)).isEqualTo(contract);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0000',
      textBlock =
          """
          "payload": {"error": "d.A"}                                       | has no "parameter"
          "payload": {"parameter": "a", "type": "d.A", "error": "int32"}    | it has to be a message or a union
          "payload": {"parameter": "a", "type": "d.A", "error": "d.B"}      | is not declared
          "error": "d.A"                                                    | unknown key "error"
          "latest": true                                                    | unknown key "latest"
          "policy": "latest"                                                | has to be an object
          "policy": {}                                                      | has no "kind"
          "policy": {"kind": "every"}                                       | it has to be latest or debounced
          "policy": {"kind": "latest", "quietMillis": 1}                    | unknown key "quietMillis"
          "policy": {"kind": "debounced", "quietMillis": 1}                 | has no "maxWaitMillis"
          "policy": {"kind": "debounced", "quietMillis": 0, "maxWaitMillis": 1}   | PARLEY069
          "policy": {"kind": "debounced", "quietMillis": 2, "maxWaitMillis": 1}   | PARLEY069
          """)
  void refusesNotificationsThatSourcesCouldNotHave(String part, String message) {
    String notification = "{\"method\": \"go\", \"number\": 1, " + part + "}";
    String json =
        HEAD.replace(
                "\"notificationGroups\": []",
                "\"notificationGroups\": [{\"package\": \"d\", \"name\": \"N\", \"source\": \"N\","
                    + " \"notifications\": ["
                    + notification
                    + "]}]")
            + "{\"kind\": \"message\", \"package\": \"d\", \"name\": \"A\", \"fields\": []}]}";

    assertThatThrownBy(() -> ContractReader.read("a.jar", json))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining(message);
  }

  @Test
  void writesPlainAscii() {
    assertThat(ContractWriter.write(Contracts.user())).isASCII().contains("\\u00E9-mail");
  }

  @Test
  void refusesTypesThatDifferBetweenFiles(@TempDir Path folder) throws Exception {
    writeJar(folder.resolve("a.jar"), Map.of("META-INF/parley/a.json", message("\"A\"", "int32")));
    writeJar(folder.resolve("b.jar"), Map.of("META-INF/parley/b.json", message("\"A\"", "string")));

    assertThatThrownBy(
            () -> ContractReader.read(List.of(folder.resolve("a.jar"), folder.resolve("b.jar"))))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("d.A is declared differently in")
        .hasMessageContaining("a.jar!/META-INF/parley/a.json")
        .hasMessageContaining("b.jar!/META-INF/parley/b.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0000',
      textBlock =
          """
          {                                      | not valid JSON
          []                                     | the document is an array; it has to be an object
          {"parley": 1, "parley": 1}             | not valid JSON: Duplicate Object property "parley"
          {"parley": 2}                          | has version 2; this Parley reads version 1
          {"parley": "1"}                        | .parley is the string "1"; it has to be a 32-bit integer
          {"parley": 99999999999}                | has to be a 32-bit integer
          {"parley": 1.5}                        | has to be a 32-bit integer
          {"parley": 1, "x": 1}                  | unknown key "x"
          {"parley": 1} {}                       | not valid JSON
          {"parley": 1}                          | has no "types"
          {"parley": 1, "types": 5}              | .types is 5; it has to be an array
          {"parley": 1, "types": [null]}         | .types[0] is null; it has to be an object
          [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]  | nesting depth
          """)
  void namesWhatIsWrongInADocument(String json, String message) {
    assertThatThrownBy(() -> ContractReader.read("a.jar", json))
        .isInstanceOf(ContractException.class)
        .hasMessageStartingWith("a.jar: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0000',
      textBlock =
          """
          "../../etc/passwd"          | PARLEY019
          "A; import evil"            | PARLEY019
          "A*/ evil() /*"             | PARLEY019
          "A\\n"                      | PARLEY019
          "A\\u202e"                  | PARLEY019
          "A$B"                       | PARLEY019
          ""                          | PARLEY019
          """)
  void refusesNamesThatCouldLeaveGeneratedCode(String name, String id) {
    assertThatThrownBy(() -> ContractReader.read("a.jar", message(name, "int32")))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining(id);
  }

  @ParameterizedTest
  @CsvSource({
    "dev.x.Missing, is no built-in type and is not declared",
    "repeated dev.x.Missing, is no built-in type and is not declared",
    "'map<double, int32>', PARLEY032",
    "'map<d.A, int32>', has a map key that is no scalar",
    "repeated repeated int32, is no built-in type",
    "int33, is no built-in type",
    "d.A, PARLEY030"
  })
  void refusesTypesThatAreNone(String type, String message) {
    assertThatThrownBy(() -> ContractReader.read("a.jar", message("\"A\"", type)))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesAnythingDamagedWithAnErrorOfItsOwn() {
    byte[] good = ContractWriter.write(Contracts.user()).getBytes(StandardCharsets.UTF_8);
    var random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] bad = good.clone();
      for (int change = 1 + random.nextInt(3); change > 0; change--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        ContractReader.read("test", new String(bad, StandardCharsets.ISO_8859_1));
      } catch (ContractException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1_000);
  }

  @Test
  void refusesADocumentCutShortAnywhere() {
    String good = ContractWriter.write(Contracts.user()).strip();
    for (int length = 0; length < good.length(); length++) {
      String cut = good.substring(0, length);
      assertThatThrownBy(() -> ContractReader.read("test", cut))
          .isInstanceOf(ContractException.class);
    }
  }

  @Test
  void takesADocCommentUpToTheLimitAndNoLonger() throws Exception {
    String longest = "x".repeat(ContractLimits.MAX_DOC_LENGTH);

    Contract contract = ContractReader.read("test", documented(longest));

    assertThat(contract.types().getFirst().doc()).isEqualTo(longest);
    assertThatThrownBy(() -> ContractReader.read("test", documented(longest + "x")))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("65,537 characters; the limit is 65,536");
  }

  @Test
  void takesAFileUpToTheLimitAndNoLonger(@TempDir Path folder) throws Exception {
    String json = message("\"A\"", "int32");
    String longest = json + " ".repeat(ContractLimits.MAX_FILE_BYTES - json.length());
    writeJar(folder.resolve("a.jar"), Map.of("META-INF/parley/a.json", longest));
    writeJar(folder.resolve("b.jar"), Map.of("META-INF/parley/a.json", longest + " "));

    assertThat(ContractReader.read(folder.resolve("a.jar")).types()).hasSize(1);
    assertThatThrownBy(() -> ContractReader.read(folder.resolve("b.jar")))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("more than 16,777,216 bytes (ContractLimits.MAX_FILE_BYTES)");
  }

  @Test
  void takesAsManyFilesAsTheLimitAndNoMore(@TempDir Path folder) throws Exception {
    Path contracts = Files.createDirectories(folder.resolve("META-INF/parley"));
    String json = message("\"A\"", "int32");
    for (int file = 0; file < ContractLimits.MAX_FILES; file++) {
      Files.writeString(contracts.resolve(file + ".json"), json);
    }

    assertThat(ContractReader.read(folder).types()).hasSize(1);
    Files.writeString(contracts.resolve("more.json"), json);
    assertThatThrownBy(() -> ContractReader.read(folder))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("holds more than 4,096 contract files (ContractLimits.MAX_FILES)");
  }

  @Test
  void takesAsManyBytesInAllAsTheLimitAndNoMore(@TempDir Path folder) throws Exception {
    String json = message("\"A\"", "int32");
    String largest = json + " ".repeat(ContractLimits.MAX_FILE_BYTES - json.length());
    Map<String, String> files = new TreeMap<>();
    for (long bytes = 0; bytes < ContractLimits.MAX_TOTAL_BYTES; bytes += largest.length()) {
      files.put("META-INF/parley/" + bytes + ".json", largest);
    }
    writeJar(folder.resolve("a.jar"), files);
    files.put("META-INF/parley/more.json", json);
    writeJar(folder.resolve("b.jar"), files);

    assertThat(ContractReader.read(folder.resolve("a.jar")).types()).hasSize(1);
    assertThatThrownBy(() -> ContractReader.read(folder.resolve("b.jar")))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("more than 67,108,864 bytes of contracts")
        .hasMessageContaining("ContractLimits.MAX_TOTAL_BYTES");
  }

  @Test
  void takesDocumentsNestedAsDeepAsTheLimitAndNoDeeper() {
    for (int depth : new int[] {ContractLimits.MAX_NESTING, ContractLimits.MAX_NESTING + 1}) {
      String json = "[".repeat(depth) + "]".repeat(depth);
      assertThatThrownBy(() -> ContractReader.read("test", json))
          .isInstanceOf(ContractException.class)
          .hasMessageContaining(
              depth <= ContractLimits.MAX_NESTING ? "has to be an object" : "nesting depth");
    }
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void passesOverWhatIsNoRegularFile(@TempDir Path folder) throws Exception {
    Path contracts = Files.createDirectories(folder.resolve("META-INF/parley"));
    Files.writeString(contracts.resolve("a.json"), message("\"A\"", "int32"));
    Files.createDirectory(contracts.resolve("folder.json"));
    var mkfifo = new ProcessBuilder("mkfifo", contracts.resolve("pipe.json").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();

    assertThat(ContractReader.read(folder).types()).hasSize(1);
  }

  @Test
  void explainsASourceWithoutAContract(@TempDir Path folder) throws Exception {
    Path text = Files.writeString(folder.resolve("a.jar"), "no jar");

    assertThatThrownBy(() -> ContractReader.read(folder))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("compile it with the Parley annotation processor");
    assertThatThrownBy(() -> ContractReader.read(text))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("is no jar and no folder");
    assertThatThrownBy(() -> ContractReader.read(folder.resolve("missing")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void docCommentsLoseWhatCannotBeSeen() throws Exception {
    Contract contract =
        ContractReader.read("test", documented("a\\u202eb\\u200bc\\u0000d\\r\\ne\\u2028f"));

    assertThat(contract.types().getFirst().doc()).isEqualTo("abcd\ne\nf");
  }

  private static String documented(String doc) {
    return HEAD
        + "{\"kind\": \"message\", \"package\": \"d\", \"name\": \"A\", \"doc\": \""
        + doc
        + "\", \"fields\": []}]}";
  }

  private static String message(String quotedName, String type) {
    return HEAD
        + "{\"kind\": \"message\", \"package\": \"d\", \"name\": "
        + quotedName
        + ", \"fields\": [{\"name\": \"f\", \"number\": 1, \"type\": \""
        + type
        + "\"}]}]}";
  }

  private static void writeJar(Path jar, Map<String, String> files) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        var zip = new ZipOutputStream(out)) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
  }
}
