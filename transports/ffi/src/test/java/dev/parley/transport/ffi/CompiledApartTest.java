package dev.parley.transport.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** HotSpot is silent about a method that is not there. */
final class CompiledApartTest {
  private static final Pattern NAME = Pattern.compile("COMPILED_APART \"([\\w.]+)::(\\w+)\"");

  @Test
  void theLibraryNamesAMethodThatIsThere() throws Exception {
    Matcher named = NAME.matcher(Files.readString(Path.of("src/main/native/jvm.c")));

    assertThat(named.find()).isTrue();
    assertThat(
            Arrays.stream(Class.forName(named.group(1)).getDeclaredMethods()).map(Method::getName))
        .contains(named.group(2));
  }
}
