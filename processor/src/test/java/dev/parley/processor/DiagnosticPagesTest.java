package dev.parley.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.schema.rules.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiagnosticPagesTest {
  @ParameterizedTest
  @EnumSource
  void theViolationGivesThatDiagnosticAloneWithMessageFileAndLine(Diagnostic diagnostic)
      throws IOException {
    String id = diagnostic.id();
    DiagnosticPage page = DiagnosticPage.read(id);

    Compiled compiled = Compiled.of(page.violation().toArray(String[]::new));

    assertThat(page.title()).startsWith("# " + id + ": ");
    assertThat(compiled.messages())
        .containsExactly(
            new Compiled.Message(
                true, Compiled.fileOf(page.markedSource(id)), page.markedLine(id), page.message()));
    assertThat(compiled.files()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theFixCompilesWithoutAWarning(Diagnostic diagnostic) throws IOException {
    DiagnosticPage page = DiagnosticPage.read(diagnostic.id());

    Compiled compiled = Compiled.of(page.fix().toArray(String[]::new));

    assertThat(page.fix()).isNotEmpty();
    assertThat(compiled.messages()).isEmpty();
    assertThat(compiled.files().keySet()).anyMatch(it -> it.startsWith("META-INF/parley/"));
  }

  @Test
  void theIndexListsEveryDiagnosticOnce() throws IOException {
    String index = Files.readString(DiagnosticPage.FOLDER.resolve("README.md"));

    for (Diagnostic diagnostic : Diagnostic.values()) {
      String id = diagnostic.id();
      assertThat(index.split("\\[" + id + "]\\(" + id + "\\.md\\)", -1)).hasSize(2);
    }
    assertThat(Arrays.stream(Diagnostic.values()).map(Diagnostic::id)).doesNotHaveDuplicates();
  }
}
