package dev.parley.transport.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.core.client.Call;
import dev.parley.core.client.ConnectFailedException;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.event.Empty;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.testkit.Echo;
import dev.parley.testkit.Note;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real child processes, and what their front ends learn of them. */
@Timeout(120)
class ChildCoreTest {
  /** A virtual machine's start counts as part of the handshake, on a busy machine as well. */
  private static final Duration START = Duration.ofSeconds(60);

  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private final List<ProcessHandle> started = new ArrayList<>();

  @AfterEach
  void endWhatWasStarted() {
    started.forEach(ProcessHandle::destroyForcibly);
  }

  private ChildCore start(List<String> command, Duration grace) throws IOException {
    ChildCore child = ChildCore.command(command).log(log::add).grace(grace).start();
    started.add(ProcessHandle.of(child.pid()).orElseThrow());
    return child;
  }

  private ChildCore start(String what) throws IOException {
    return start(Child.command(what), Duration.ofSeconds(30));
  }

  private static CoreClient connect(ChildCore child) throws ConnectFailedException {
    return CoreClient.builder()
        .expect(Echo.GROUP, Child.GROUP)
        .limits(Limits.DEFAULT.withHandshakeTimeout(START))
        .connect(child.link());
  }

  private void awaitLine(String line) throws InterruptedException {
    String next = log.poll(20, TimeUnit.SECONDS);
    while (next != null && !next.contains(line)) {
      next = log.poll(20, TimeUnit.SECONDS);
    }
    assertThat(next).as("the log").contains(line);
  }

  private static EventFailedException failureOf(Call<?, ?> call) {
    return catchThrowableOfType(EventFailedException.class, call::await);
  }

  @Test
  void aCoreServesTheFrontEndThatStartedItAndEndsWithIt() throws Exception {
    ChildCore child = start("core");
    try (child;
        CoreClient client = connect(child)) {
      assertThat(client.coreName()).isEqualTo("child");
      assertThat(client.call(Echo.SAY, Note.of("hello")).await()).isEqualTo(Note.of("hello"));
    }
    assertThat(child.exit().get(20, TimeUnit.SECONDS)).isZero();
    awaitLine("ended in good order");
  }

  @Test
  void aHandlerKnowsTheProcessThatStartedTheCoreAndItsUser() throws Exception {
    try (ChildCore child = start("core");
        CoreClient client = connect(child)) {
      int uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      int pid = Math.toIntExact(ProcessHandle.current().pid());
      assertThat(client.call(Child.CALLER, Empty.EMPTY).await())
          .isEqualTo(new Note(Integer.toString(uid), pid));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "descriptor", "native", "child", "reading child"})
  void nothingThatIsPrintedGetsIntoTheStream(String how) throws Exception {
    try (ChildCore child = start("core");
        CoreClient client = connect(child)) {
      for (int i = 0; i < 3; i++) {
        Empty _ = client.call(Child.PRINT, Note.of(how)).await();
        Note note = new Note("x".repeat(200_000), i);
        assertThat(client.call(Echo.SAY, note).await()).isEqualTo(note);
        awaitLine("noise");
      }
    }
  }

  @Test
  void withoutNativeAccessJavaStillPrintsElsewhereAndTheLogSaysWhatIsMissing() throws Exception {
    List<String> command = Child.command(List.of("--illegal-native-access=deny"), "core");
    ChildCore child = start(command, Duration.ofSeconds(30));
    try (child;
        CoreClient client = connect(child)) {
      awaitLine("protected against printing by Java code only");
      Empty _ = client.call(Child.PRINT, Note.of("java")).await();
      awaitLine("noise");
      assertThat(client.call(Echo.SAY, Note.of("hello")).await()).isEqualTo(Note.of("hello"));
    }
    assertThat(child.exit().get(20, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void aCoreThatEndsTellsItsExitCodeAndItsLastLines() throws Exception {
    try (ChildCore child = start("core");
        CoreClient client = connect(child)) {
      EventFailedException failure =
          failureOf(client.call(Child.EXIT, new Note("the disk is full", 3)));
      assertThat(failure.reason()).isEqualTo(Reason.OUTCOME_UNKNOWN);
      assertThat(failure)
          .hasMessageContaining("(process " + child.pid() + ") ended with exit code 3")
          .hasMessageContaining("the disk is full");
      assertThat(failure)
          .rootCause()
          .isInstanceOfSatisfying(
              ChildCoreException.class,
              e -> {
                assertThat(e.exitCode()).hasValue(3);
                assertThat(e.lastLines()).last().isEqualTo("the disk is full");
              });
    }
  }

  @Test
  void aCoreThatIsKilledTellsTheSignal() throws Exception {
    try (ChildCore child = start("core");
        CoreClient client = connect(child)) {
      Call<Note, ?> call = client.call(Echo.WAIT, Note.of("for ever"));
      assertThat(client.call(Echo.SAY, Note.of("hello")).await()).isEqualTo(Note.of("hello"));
      started.getFirst().destroyForcibly();
      assertThat(failureOf(call))
          .hasMessageContaining("ended with exit code 137 (signal 9); it wrote nothing to stderr");
    }
  }

  @Test
  void aProcessThatEndsBeforeTheHandshakeIsNoRiddle() throws Exception {
    try (ChildCore child = start("fails")) {
      assertThatExceptionOfType(ConnectFailedException.class)
          .isThrownBy(() -> connect(child))
          .withMessageContaining("ended with exit code 2; the last lines of its stderr:")
          .withMessageContaining("\n  the settings can't be read\n  nothing was started");
      assertThat(child.exit().get(20, TimeUnit.SECONDS)).isEqualTo(2);
    }
  }

  @Test
  void aProgramThatDoesNotExistIsNamedAndItsArgumentsAreNot() {
    assertThatExceptionOfType(ChildCoreException.class)
        .isThrownBy(() -> ChildCore.command("/nowhere/core", "--password=secret").start())
        .withMessageContaining("The core /nowhere/core can't be started")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"))
        .satisfies(e -> assertThat(e.exitCode()).isEmpty());
  }

  @Test
  void aCoreEndsWhenItsFrontEndIsKilled() throws Exception {
    Process frontEnd =
        new ProcessBuilder(Child.command("front end"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    started.add(frontEnd.toHandle());
    ProcessHandle core;
    try (var out =
        new BufferedReader(
            new InputStreamReader(frontEnd.getInputStream(), StandardCharsets.UTF_8))) {
      core = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
    }
    started.add(core);
    frontEnd.destroyForcibly();
    assertThat(core.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
  }

  @Test
  void aFloodOfLogAndAFloodOfAnswersDoNotHoldEachOtherUp() throws Exception {
    try (ChildCore child = start("core");
        CoreClient client = connect(child)) {
      Call<Empty, ?> logged = client.call(Child.LOG, new Note("", 50_000));
      for (int i = 0; i < 50; i++) {
        assertThat(client.call(Echo.GROW, new Note("", 1_000_000)).await().text())
            .hasSize(1_000_000);
      }
      Empty _ = logged.await();
      awaitLine("line 50000 ");
      assertThat(child.lastLines()).hasSize(20).last().asString().startsWith("line 50000 ");
    }
  }

  @Test
  void aProcessThatDoesNotEndByItselfIsAskedToAndThenKilled() throws Exception {
    ChildCore deaf = start(Child.command("deaf"), Duration.ofMillis(100));
    deaf.close();
    assertThat(deaf.exit().get()).isEqualTo(128 + 15);
    ChildCore stubborn = start(Child.command("stubborn"), Duration.ofSeconds(1));
    stubborn.close();
    assertThat(stubborn.exit().get()).isEqualTo(128 + 9);
  }

  @Test
  void aFrontEndThatClosesOneSideEndsTheCore() throws Exception {
    Process wroteNothing = process();
    wroteNothing.getOutputStream().close();
    assertThat(wroteNothing.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(wroteNothing.exitValue()).isZero();

    Process readsNothing = process();
    readsNothing.getInputStream().close();
    OutputStream toCore = readsNothing.getOutputStream();
    toCore.write(HexFormat.of().parseHex("000000040a020801"));
    toCore.flush();
    assertThat(readsNothing.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(readsNothing.exitValue()).isZero();
  }

  private Process process() throws IOException {
    Process process =
        new ProcessBuilder(Child.command("core"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    started.add(process.toHandle());
    return process;
  }
}
