package dev.parley.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A generated sender and a generated client talk to each other over a transport: outcomes of both
 * kinds, each way of being delivered, and each way of listening.
 */
@Timeout(60)
class GeneratedNotificationsTest {
  private static final Path SOURCES = Path.of("src/test/resources/notifications/dev/told");

  @Test
  void outcomesPoliciesAndEveryWayOfListeningPassThroughGeneratedCode() throws Exception {
    Compiled compiled = CompiledClasses.compile(SOURCES);

    assertThat(compiled.messages()).isEmpty();
    List<String> heard = new CompiledClasses(compiled).heardBy("dev.told.Front");
    assertThat(heard)
        .containsExactly(
            "all: one 2 files",
            "all: two disk is full",
            "core: [memory]",
            "listener: one 3",
            "observed: first 1",
            "observed: then 3",
            "published: one 3",
            "published: two 4",
            "reset",
            "two: disk is full",
            "typed: one");
  }
}
