package dev.parley.transport.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.transport.Transport;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which core is started, and what the host reads if none is. */
class ProvidersTest {
  @TempDir private Path folder;

  /** A core that can't be made. */
  public static final class Unmade implements EmbeddedCore {
    /** Fails. */
    public Unmade() {
      throw new IllegalStateException("no licence");
    }

    @Override
    public AutoCloseable start(Transport way, String config) {
      throw new AssertionError("never made");
    }
  }

  /** A core that forgets to listen. */
  public static final class Silent implements EmbeddedCore {
    @Override
    public AutoCloseable start(Transport way, String config) {
      return () -> {};
    }
  }

  /** A core that fails as its configuration says. */
  public static final class Lacking implements EmbeddedCore {
    private static final class Settings {
      static final int PORT = Integer.parseInt("high");
    }

    @Override
    public AutoCloseable start(Transport way, String config) throws Exception {
      if (config.isEmpty()) {
        throw new AssertionError(Settings.PORT);
      }
      try {
        Class.forName(config);
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException("no driver", e);
      }
      throw new NoClassDefFoundError(config.replace('.', '/'));
    }
  }

  /** Sees this module's classes, and of service files only its own. */
  private static final class Classes extends URLClassLoader {
    Classes(Path folder) throws IOException {
      super(new URL[] {folder.toUri().toURL()}, ProvidersTest.class.getClassLoader());
    }

    @Override
    public java.util.Enumeration<URL> getResources(String name) throws IOException {
      return findResources(name);
    }
  }

  private ClassLoader classesThatProvide(Class<?>... cores) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    StringBuilder names = new StringBuilder();
    for (Class<?> core : cores) {
      names.append(core.getName()).append('\n');
    }
    Files.writeString(services.resolve(EmbeddedCore.class.getName()), names);
    return new Classes(folder);
  }

  @Test
  void theOnlyCoreNeedsNoName() throws Exception {
    ClassLoader classes = classesThatProvide(Silent.class);
    assertThat(Providers.named("", classes)).isInstanceOf(Silent.class);
    assertThat(Providers.named(Silent.class.getName(), classes)).isInstanceOf(Silent.class);
  }

  @Test
  void withoutAnyTheHostIsToldWhatToAdd() throws Exception {
    ClassLoader classes = classesThatProvide();
    assertThatThrownBy(() -> Providers.named("", classes))
        .isInstanceOfSatisfying(
            CoreFailedException.class, e -> assertThat(e.status()).isEqualTo(Status.NO_CORE))
        .hasMessageContainingAll("META-INF/services/" + EmbeddedCore.class.getName(), "class-path");
  }

  @Test
  void ofSeveralOneMustBeChosenAndAllAreNamed() throws Exception {
    ClassLoader classes = classesThatProvide(Silent.class, HostedEcho.class);
    assertThatThrownBy(() -> Providers.named("", classes))
        .hasMessageContainingAll(Silent.class.getName(), HostedEcho.class.getName(), "option core");
    assertThat(Providers.named(HostedEcho.class.getName(), classes)).isInstanceOf(HostedEcho.class);
    assertThatThrownBy(() -> Providers.named("x.Unknown", classes))
        .isInstanceOfSatisfying(
            CoreFailedException.class, e -> assertThat(e.status()).isEqualTo(Status.NO_CORE))
        .hasMessageContainingAll("x.Unknown", Silent.class.getName(), HostedEcho.class.getName());
  }

  @Test
  void aConstructorThatThrowsSaysWhy() throws Exception {
    ClassLoader classes = classesThatProvide(Unmade.class);
    assertThatThrownBy(() -> Providers.named("", classes))
        .isInstanceOfSatisfying(
            CoreFailedException.class, e -> assertThat(e.status()).isEqualTo(Status.CORE_FAILED))
        .hasMessageContainingAll(Unmade.class.getName(), "no licence");
  }

  @Test
  void aCoreThatDoesNotListenHasNotStarted() {
    assertThatThrownBy(() -> RunningCore.start(new Silent(), "", Runnable::run, new Handles<>()))
        .isInstanceOfSatisfying(
            CoreFailedException.class, e -> assertThat(e.status()).isEqualTo(Status.CORE_FAILED))
        .hasMessageContainingAll(Silent.class.getName(), "no core that listens");
  }

  @Test
  void whatAStartThrowsReachesTheHostWithItsMessage() {
    assertThatThrownBy(() ->
            RunningCore.start(
                new HostedEcho(), "throw:disk is full", Runnable::run, new Handles<>()))
        .hasMessageContainingAll(HostedEcho.class.getName(), "disk is full");
  }

  @Test
  void aClassThatIsMissingIsNamedWithWhatToDo() {
    for (String missing : List.of("com.example.Driver", "java.lang.String")) {
      assertThatThrownBy(
              () -> RunningCore.start(new Lacking(), missing, Runnable::run, new Handles<>()))
          .hasMessage(
              Lacking.class.getName()
                  + " did not start: the class "
                  + missing
                  + " is missing; add its jar to the class path (the option class-path, or the folder lib beside the library)");
    }
  }

  @Test
  void aFailureWithoutAMessageTellsItsCause() {
    assertThatThrownBy(() -> RunningCore.start(new Lacking(), "", Runnable::run, new Handles<>()))
        .hasMessageContainingAll("ExceptionInInitializerError", "NumberFormatException", "high");
  }

  @Test
  void aClassForALaterJavaIsNoCoreAndSaysSo() throws Exception {
    String name = "app/Core";
    Path file = folder.resolve(name + ".class");
    Files.createDirectories(file.getParent());
    byte[] later = ClassFile.of().build(ClassDesc.of("app.Core"), _ -> {});
    later[7]++; // the low byte of major_version
    Files.write(file, later);
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(EmbeddedCore.class.getName()), "app.Core");
    assertThatThrownBy(() -> Providers.named("", new Classes(folder)))
        .isInstanceOfSatisfying(
            CoreFailedException.class, e -> assertThat(e.status()).isEqualTo(Status.NO_CORE))
        .hasMessageContainingAll(name, "more recent version of the Java Runtime");
  }
}
