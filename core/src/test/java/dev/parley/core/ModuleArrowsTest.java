package dev.parley.core;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The arrows between modules are those of {@code docs/architecture.md}. javac holds what a module
 * declares to require; here is what it may declare.
 */
class ModuleArrowsTest {
  private static final Path ROOT = Path.of("..");
  private static final String DESCRIPTOR = "src/main/java/module-info.java";
  private static final Pattern REQUIRES =
      Pattern.compile("requires (?:static |transitive )*([\\w.]+);");
  private static final Pattern EXPORTS_TO = Pattern.compile("exports ([\\w.]+) to\\s+([^;]+);");
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  /** What each module requires, annotations for nullness aside. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          entry("annotations", Set.of()),
          entry("schema", Set.of("tools.jackson.databind")),
          entry("codegen", Set.of("dev.parley.schema")),
          entry(
              "processor",
              Set.of(
                  "java.compiler",
                  "dev.parley.annotations",
                  "dev.parley.codegen",
                  "dev.parley.schema")),
          entry("cli", Set.of("dev.parley.codegen", "dev.parley.schema", "info.picocli")),
          entry("core", Set.of("dev.parley.annotations", "jdk.jfr")),
          entry("transports/unix", Set.of("dev.parley.core", "jdk.net")),
          entry("transports/stdio", Set.of("dev.parley.core")),
          entry("transports/ffi", Set.of("dev.parley.core", "java.logging")),
          entry("testkit", Set.of("dev.parley.core", "org.junit.jupiter.api", "org.assertj.core")),
          entry(
              "examples/flowy-core",
              Set.of(
                  "dev.parley.core",
                  "dev.parley.transport.ffi",
                  "dev.parley.transport.stdio",
                  "dev.parley.transport.unix",
                  "jakarta.validation",
                  "java.sql",
                  "org.xerial.sqlitejdbc",
                  "password4j",
                  "tools.jackson.core")));

  /** No module: JMH generates code that runs on the class path only. */
  private static final String BENCHMARKS = "benchmarks";

  @Test
  void everyModuleRequiresWhatTheArchitectureAllows() throws IOException {
    Map<String, Set<String>> found = new TreeMap<>();
    for (String module : modules()) {
      if (!module.equals(BENCHMARKS)) {
        Set<String> required = new TreeSet<>();
        REQUIRES
            .matcher(descriptor(module))
            .results()
            .map(it -> it.group(1))
            .filter(it -> !it.equals("org.jspecify"))
            .forEach(required::add);
        found.put(module, required);
      }
    }
    assertThat(found).isEqualTo(ARROWS);
  }

  @Test
  void theTestKitAndWhoBringsFramesOfItsOwnSeeMoreThanUsersDo() throws IOException {
    for (String module : ARROWS.keySet()) {
      assertThat(EXPORTS_TO.matcher(descriptor(module)).results().map(MatchResult::group))
          .as(module)
          .allSatisfy(it ->
              assertThat(it)
                  .matches(
                      "(?s).*to\\s+dev\\.parley\\.testkit(,\\s+dev\\.parley\\.transport\\.ffi)?;"));
    }
  }

  @Test
  void theArchitecturesPageListsEveryModule() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/architecture.md"));
    assertThat(modules()).allSatisfy(it -> assertThat(page).contains("| `" + it + "` |"));
  }

  private static Set<String> modules() throws IOException {
    Set<String> modules = new TreeSet<>();
    MODULE
        .matcher(Files.readString(ROOT.resolve("pom.xml")))
        .results()
        .forEach(it -> modules.add(it.group(1)));
    return modules;
  }

  private static String descriptor(String module) throws IOException {
    return Files.readString(ROOT.resolve(module).resolve(DESCRIPTOR));
  }
}
