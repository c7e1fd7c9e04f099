package dev.parley.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.dart.DartGenerator;
import dev.parley.codegen.typescript.TypeScriptGenerator;
import dev.parley.core.codec.Codec;
import dev.parley.core.validation.InvalidMessageException;
import dev.parley.core.validation.Violation;
import dev.parley.schema.Contract;
import dev.parley.schema.json.ContractReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What generated Java says of seeded random messages. The verdicts and what is generated for
 * TypeScript and Dart are left in {@code target/validation}, where {@code validation.test.mjs} and
 * {@code validation_test.dart} compare them with what those say.
 */
class SameVerdictsTest {
  private static final Path OUTPUT = Path.of("target/validation");
  private static final int MESSAGES = 3_000;

  @Test
  void aCodecSaysTheSameOfBytesAndOfARecord() throws Exception {
    Compiled compiled =
        Compiled.of(Files.readString(Path.of("src/test/resources/validation/Forms.java")));
    assertThat(compiled.messages()).isEmpty();
    writeOtherLanguages(compiled);
    var loader = new CompiledClasses(compiled);
    Class<?> form = loader.loadClass("dev.forms.Forms$Form");
    List<Class<?>> alternatives =
        List.of(
            loader.loadClass("dev.forms.Forms$Choice$Brief"),
            loader.loadClass("dev.forms.Forms$Choice$Free"));
    @SuppressWarnings("unchecked")
    Codec<Object> codec =
        (Codec<Object>) loader.loadClass("dev.forms.FormCodec").getField("CODEC").get(null);

    var lines = new StringBuilder();
    Set<String> violated = new HashSet<>();
    int accepted = 0;
    for (int seed = 0; seed < MESSAGES; seed++) {
      Object message = new RandomForms(seed, alternatives).record(form, 0);
      byte[] bytes = codec.encode(message);
      List<Violation> violations = codec.violations(message);
      Throwable refused = catchThrowable(() -> codec.decode(bytes));
      if (violations.isEmpty()) {
        accepted++;
        assertThat(refused).as("seed %d", seed).isNull();
      } else {
        assertThat(refused).as("seed %d", seed).isInstanceOf(InvalidMessageException.class);
        assertThat(((InvalidMessageException) refused).violations())
            .as("seed %d", seed)
            .isEqualTo(violations);
      }
      violations.forEach(it -> violated.add(it.constraint()));
      lines.append(line(bytes, violations));
    }

    Files.writeString(OUTPUT.resolve("verdicts.txt"), lines, StandardCharsets.UTF_8);
    assertThat(violated).hasSize(16);
    assertThat(accepted).isLessThan(MESSAGES);
  }

  private static String line(byte[] bytes, List<Violation> violations) {
    String said =
        violations.stream()
            .map(it -> it.path() + "\u0001" + it.constraint() + "\u0001" + it.message())
            .collect(Collectors.joining("\u0002"));
    var hex = HexFormat.of();
    return hex.formatHex(bytes) + " " + hex.formatHex(said.getBytes(StandardCharsets.UTF_8)) + "\n";
  }

  private static void writeOtherLanguages(Compiled compiled) throws Exception {
    String json = compiled.text("META-INF/parley/dev.forms.package-types.json");
    Contract contract = ContractReader.read("forms", json);
    for (GeneratedFile file : TypeScriptGenerator.generate(contract)) {
      write(OUTPUT.resolve("generated").resolve(file.path()), file.content());
    }
    Path dart = OUTPUT.resolve("dart");
    for (GeneratedFile file : DartGenerator.generate(contract)) {
      write(dart.resolve("lib").resolve(file.path()), file.content());
    }
    write(dart.resolve("pubspec.yaml"), "name: forms\n");
  }

  private static void write(Path path, String text) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
