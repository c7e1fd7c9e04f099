package dev.parley.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.schema.Contract;
import dev.parley.schema.MessageType;
import dev.parley.schema.TypeName;
import dev.parley.schema.json.ContractReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the processor behaves in javac: rounds, class files, generated code, hostile comments. */
class ProcessingTest {
  private static final String PROFILE =
      """
      package demo;
      import dev.parley.annotations.*;
      @Message public record Profile(@Field(1) String name, @Field(2) Shape shape) {}
      """;
  private static final String SHAPE =
      """
      package demo;
      import dev.parley.annotations.*;
      @Message public sealed interface Shape {
        @Field(1) record Circle(@Field(1) double radius) implements Shape {}
        @Field(2) record Square(@Field(1) double side) implements Shape {}
      }
      """;
  private static final String USER_EVENT =
      """
      package demo.events;
      import demo.Profile;
      import dev.parley.annotations.*;
      @EventGroup public interface UserEvent {
        @Event(0) Profile load(Profile profile);
        @Event(1) void watch(Sink<Profile> profiles);
      }
      """;

  @Test
  void typesOfAnotherJarAreUsedAndNotGeneratedAgain(@TempDir Path folder) throws Exception {
    Compiled library = Compiled.of(PROFILE, SHAPE);
    Path classes = write(library, folder.resolve("library"));

    Compiled application =
        Compiled.of(List.of(classes), List.of(new ParleyProcessor()), USER_EVENT);

    assertThat(application.messages()).isEmpty();
    assertThat(application.files().keySet())
        .contains(
            "demo/events/UserEventBinding.class", "META-INF/parley/demo.events.UserEvent.json")
        .noneMatch(it -> it.startsWith("demo/ProfileCodec") || it.endsWith("demo.proto"));
    Contract read =
        ContractReader.read("test", application.text("META-INF/parley/demo.events.UserEvent.json"));
    assertThat(read.types())
        .extracting(it -> it.name().qualified())
        .containsExactly("demo.Circle", "demo.Profile", "demo.Shape", "demo.Square");
  }

  @Test
  void nullableOfAClassFileIsRead(@TempDir Path folder) throws Exception {
    String optional =
        """
        package demo;
        import dev.parley.annotations.*;
        import org.jspecify.annotations.Nullable;
        @Message public record Profile(@Field(1) @Nullable String name, @Field(2) byte @Nullable [] icon,
            @Field(value = 3, type = FieldType.SINT64) @Nullable Long since) {}
        """;
    Path classes = write(Compiled.of(optional), folder.resolve("library"));

    Compiled application =
        Compiled.of(List.of(classes), List.of(new ParleyProcessor()), USER_EVENT);

    assertThat(application.messages()).isEmpty();
    var profile =
        (MessageType)
            ContractReader.read(
                    "test", application.text("META-INF/parley/demo.events.UserEvent.json"))
                .type(TypeName.of("demo", "Profile"))
                .orElseThrow();
    assertThat(profile.fields()).allMatch(it -> it.nullable()).hasSize(3);
  }

  @Test
  void typesThatAnotherProcessorGeneratesAreWaitedFor() {
    Compiled compiled =
        Compiled.of(
            List.of(),
            List.of(new ParleyProcessor(), new WritesOnce("demo.Profile", PROFILE)),
            USER_EVENT,
            SHAPE);

    assertThat(compiled.messages()).isEmpty();
    assertThat(compiled.files())
        .containsKeys(
            "demo/ProfileCodec.class",
            "demo/events/UserEventBinding.class",
            "META-INF/parley/demo.events.UserEvent.json");
  }

  @Test
  void aTypeThatNobodyGeneratesIsJavacsErrorAlone() {
    Compiled compiled = Compiled.of(USER_EVENT);

    assertThat(compiled.ids()).isEmpty();
    assertThat(compiled.messages()).anyMatch(it -> it.text().contains("cannot find symbol"));
  }

  @Test
  void everyProblemOfACompilationIsReportedAtOnce() {
    Compiled compiled =
        Compiled.of(
            """
            package demo;
            import dev.parley.annotations.*;
            @Message public record A(@Field(1) Object a, String b, @Field(19_500) int c) {}
            """,
            """
            package demo;
            import dev.parley.annotations.*;
            @EventGroup public interface B { void c(); @Event(0) int d(); }
            """);

    assertThat(compiled.ids())
        .containsExactlyInAnyOrder("PARLEY001", "PARLEY002", "PARLEY004", "PARLEY035", "PARLEY012");
  }

  @Test
  void aClassInTheWayOfAGeneratedOneIsNamed() {
    Compiled compiled =
        Compiled.of(
            "package demo; public class ProfileCodec {}",
            """
            package demo;
            import dev.parley.annotations.*;
            @Message public record Profile(@Field(1) String name) {}
            """);

    assertThat(compiled.messages())
        .extracting(Compiled.Message::text)
        .containsExactly(
            "PARLEY024 demo.Profile: generates the Java name \"ProfileCodec\", which a class of the"
                + " package has as well; rename one of them");
  }

  @Test
  void hostileDocCommentsStayComments() throws Exception {
    String hostile =
        "Evil *\\u002f static int evil = 1; \\u002a/ ${evil} `evil` </pre> {@link evil} \\\\u000a @evil \u202e live \u2066";
    Compiled compiled =
        Compiled.of(
            """
            package demo;
            import dev.parley.annotations.*;
            /// HOSTILE
            ///
            /// * / // \\\\u000a class Evil {} \\\\u000d
            @Message public record Profile(@Field(1) String name, @Field(2) Mode mode) {}
            """
                .replace("HOSTILE", hostile.replace("*\\u002f", "*&#47;")),
            """
            package demo;
            import dev.parley.annotations.*;
            @Message public enum Mode {
              /// HOSTILE
              @Field(0) LIGHT }
            """
                .replace("HOSTILE", "*/ int evil; /* \\"),
            """
            package demo;
            import dev.parley.annotations.*;
            /// HOSTILE
            @EventGroup public interface UserEvent {
              /// HOSTILE
              @Event(0) Profile load(Profile profile); }
            """
                .replace("HOSTILE", "*/ int evil; /* ${x} ` \u202e"));

    assertThat(compiled.messages().stream().filter(Compiled.Message::error)).isEmpty();
    assertThat(compiled.files().keySet()).noneMatch(it -> it.contains("Evil"));
    for (String path : compiled.files().keySet()) {
      if (!path.endsWith(".class")) {
        assertThat(compiled.text(path)).as(path).doesNotContain("\u202e", "\u2066");
      }
    }
    assertThat(compiled.text("META-INF/parley/demo.proto").lines())
        .filteredOn(it -> it.contains("evil"))
        .isNotEmpty()
        .allMatch(it -> it.strip().startsWith("//"));
    ContractReader.read("test", compiled.text("META-INF/parley/demo.UserEvent.json"));
  }

  @Test
  void aSecondRunIntoTheSameFolderReplacesWhatTheFirstWrote(@TempDir Path folder) throws Exception {
    Path classes = write(Compiled.of(PROFILE, SHAPE), folder.resolve("classes"));
    String longer = PROFILE.replace("Shape shape", "Shape shape, @Field(3) int age");

    Compiled second = Compiled.of(List.of(classes), List.of(new ParleyProcessor()), longer, SHAPE);
    write(second, classes);

    assertThat(second.messages()).isEmpty();
    assertThat(second.files()).containsKey("demo/ProfileCodec.class");
    var profile =
        (MessageType)
            ContractReader.read(classes).type(TypeName.of("demo", "Profile")).orElseThrow();
    assertThat(profile.fields()).hasSize(3);
  }

  @Test
  void theSameSourcesGiveTheSameFilesWhateverTheirOrder() {
    Map<String, byte[]> first = Compiled.of(PROFILE, SHAPE, USER_EVENT).files();
    Map<String, byte[]> second = Compiled.of(USER_EVENT, SHAPE, PROFILE).files();

    assertThat(second.keySet()).isEqualTo(first.keySet());
    first.forEach((path, content) -> assertThat(second.get(path)).as(path).isEqualTo(content));
  }

  private static Path write(Compiled compiled, Path folder) throws IOException {
    assertThat(compiled.messages()).isEmpty();
    for (var file : compiled.files().entrySet()) {
      if (file.getKey().endsWith(".java")) {
        continue; // build tools keep generated sources elsewhere
      }
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    return folder;
  }

  /** Another processor, which writes a source in the first round. */
  private static final class WritesOnce extends AbstractProcessor {
    private final String name;
    private final String source;
    private boolean written;

    WritesOnce(String name, String source) {
      this.name = name;
      this.source = source;
    }

    @Override
    public Set<String> getSupportedAnnotationTypes() {
      return Set.of("*");
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
      return SourceVersion.latest();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
      if (!written) {
        written = true;
        try (Writer out = processingEnv.getFiler().createSourceFile(name).openWriter()) {
          out.write(source);
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
      return false;
    }
  }
}
