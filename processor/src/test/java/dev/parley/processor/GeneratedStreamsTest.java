package dev.parley.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
    Compiled compiled = Compiled.of(sources());

    assertThat(compiled.messages()).isEmpty();
    assertThat(heard(compiled))
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

  private static String[] sources() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      var sources = new ArrayList<String>();
      for (Path file : files.sorted().toList()) {
        sources.add(Files.readString(file));
      }
      return sources.toArray(String[]::new);
    }
  }

  @SuppressWarnings("unchecked")
  private static List<String> heard(Compiled compiled) throws Exception {
    Class<?> front = new Classes(compiled.files()).loadClass("dev.data.Front");
    return ((Callable<List<String>>) front.getConstructor().newInstance()).call();
  }

  /** The classes that were compiled into memory. */
  private static final class Classes extends ClassLoader {
    private final Map<String, byte[]> files;

    Classes(Map<String, byte[]> files) {
      super(GeneratedStreamsTest.class.getClassLoader());
      this.files = files;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = files.get(name.replace('.', '/') + ".class");
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
