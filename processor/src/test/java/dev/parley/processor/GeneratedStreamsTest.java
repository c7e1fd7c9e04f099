package dev.parley.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Generated clients and bindings talk to each other over a transport: streams in each direction,
 * and an event's several errors as the alternatives of one sealed type.
 */
@Timeout(60)
class GeneratedStreamsTest {
  private static final Path SOURCES = Path.of("src/test/resources/streams/dev/data");

  @Test
  void streamsAndErrorsOfSeveralKindsPassThroughGeneratedCode() throws Exception {
    Compiled compiled = CompiledClasses.compile(SOURCES);

    assertThat(compiled.messages()).isEmpty();
    assertThat(new CompiledClasses(compiled).heardBy("dev.data.Front"))
        .containsExactly(
            "[memory] true",
            "square of 3: is 9",
            "square of 13: 13 is unlucky",
            "square of 1001: 1001 is above 1000",
            "counted 1",
            "counted 2",
            "counted 3",
            "counted to the end: Ok[value=EMPTY]",
            "left at 12",
            "failed after 12: Unlucky[number=13]",
            "sum: Total[sum=500487]",
            "sum: 13 is unlucky",
            "squared: 1",
            "squared: 4",
            "squared: 9",
            "squares: Total[sum=14] false");
  }
}
