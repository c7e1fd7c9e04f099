package dev.parley.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
  @Test
  void theMedianIsTheMiddleWhateverTheOrder() {
    assertThat(Figures.median(List.of(9.0, 1.0, 3.0))).isEqualTo(3.0);
    assertThat(Figures.median(List.of(9.0, 1.0, 3.0, 5.0))).isEqualTo(4.0);
    assertThat(Figures.median(List.of(2.0))).isEqualTo(2.0);
  }

  @Test
  void nothingHasNoMedian() {
    assertThatIllegalArgumentException().isThrownBy(() -> Figures.median(List.of()));
  }

  @Test
  void rowsAreWrittenAsOneObject(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("made/figures.json");

    Figures.writeJson(file, Map.of("inline", Map.of("p50", 14.25)));

    assertThat(file).hasContent("{\n  \"inline\": {\"p50\": 14.250}\n}\n");
  }
}
