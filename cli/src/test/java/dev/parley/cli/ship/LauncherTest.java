package dev.parley.cli.ship;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
  private static final String SERVICE = "META-INF/services/java.nio.channels.spi.SelectorProvider";

  @TempDir private Path temporary;

  @Test
  void aCoreIsToldItsSelectorProviderUnlessAJarHasOne() throws Exception {
    String option =
        "-Djava.nio.channels.spi.SelectorProvider="
            + SelectorProvider.provider().getClass().getName();
    assertThat(launcher(jar("plain.jar", "a/B.class")).options()).contains(option);
    assertThat(launcher(jar("selects.jar", SERVICE)).options()).doesNotContain(option);
  }

  @Test
  void theApplicationsOwnOptionsComeLast() throws Exception {
    Launcher launcher = launcher(jar("app.jar", "a/B.class"), "-Xmx64m", "-XX:TieredStopAtLevel=4");
    assertThat(launcher.options())
        .endsWith("-Xmx64m", "-XX:TieredStopAtLevel=4")
        .contains("-XX:TieredStopAtLevel=1");
  }

  private static Launcher launcher(Path jar, String... options) throws Exception {
    return Launcher.of("app", "a.B", Jars.of(jar, List.of()), List.of(options));
  }

  private Path jar(String name, String entry) throws Exception {
    Path jar = temporary.resolve(name);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(entry));
      out.write("a.B".getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }
}
