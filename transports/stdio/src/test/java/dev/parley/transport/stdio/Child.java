package dev.parley.transport.stdio;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.parley.core.Core;
import dev.parley.core.event.Call;
import dev.parley.core.event.Empty;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.event.EventType;
import dev.parley.core.event.GroupContract;
import dev.parley.core.event.Never;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.transport.Peer;
import dev.parley.testkit.Echo;
import dev.parley.testkit.Note;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The process that the tests start: a core with libraries that print, or something that is none.
 */
final class Child {
  static final GroupContract GROUP =
      new GroupContract("Child", "00000000000000cd", "event Child.Print = 0 (Note) -> Empty\n");

  /** Prints the line "noise" on stdout, in the manner that the payload's text names. */
  static final EventType<Note, Empty, Never> PRINT =
      EventType.of("Child.Print", Note.CODEC, Empty.CODEC);

  /** Prints so many lines to stderr as the payload's number says. */
  static final EventType<Note, Empty, Never> LOG =
      EventType.of("Child.Log", Note.CODEC, Empty.CODEC);

  /** Says the payload's text on stderr and ends the process with its number. */
  static final EventType<Note, Empty, Never> EXIT =
      EventType.of("Child.Exit", Note.CODEC, Empty.CODEC);

  /** Answers who calls: the user's number as text, and the process. */
  static final EventType<Empty, Note, Never> CALLER =
      EventType.of("Child.Caller", Empty.CODEC, Note.CODEC);

  private Child() {}

  /** The command that runs this with what is wanted of it. */
  static List<String> command(List<String> jvmOptions, String what) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    command.add(what);
    return command;
  }

  static List<String> command(String what) {
    return command(List.of("--enable-native-access=ALL-UNNAMED"), what);
  }

  static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "core" -> serve();
      case "fails" -> {
        System.err.println("the settings can't be read");
        System.err.println("nothing was started");
        System.exit(2);
      }
      case "stubborn" -> {
        Runtime.getRuntime().addShutdownHook(new Thread(Child::waitForever));
        waitForever();
      }
      case "deaf" -> waitForever();
      case "front end" -> {
        ChildCore child = ChildCore.command(command("core")).start();
        System.out.println(child.pid());
        waitForever();
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void serve() throws Exception {
    StdioTransport stdio = StdioTransport.inherit();
    NotificationHub hub = NotificationHub.create();
    Core core =
        Core.builder()
            .name("child")
            .notifications(hub)
            .plugin(new Echo(hub).binding())
            .plugin(
                EventGroupBinding.of(GROUP)
                    .accept(PRINT, Child::print)
                    .accept(LOG, Child::log)
                    .accept(EXIT, Child::exit)
                    .supply(CALLER, Child::caller)
                    .build())
            .listen(stdio)
            .start();
    core.awaitClose();
    System.err.println("ended in good order");
  }

  private static Note caller() {
    Peer peer = Call.current().peer();
    return new Note(
        Long.toString(peer.uid().orElseThrow()), Math.toIntExact(peer.pid().orElseThrow()));
  }

  private static void waitForever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void print(Note how) {
    try {
      switch (how.text()) {
        case "java" -> System.out.println("noise");
        case "descriptor" -> {
          var out = new FileOutputStream(FileDescriptor.out);
          out.write("noise\n".getBytes(StandardCharsets.US_ASCII));
        }
        case "native" -> putsNatively();
        case "child" -> {
          int _ = new ProcessBuilder("echo", "noise").inheritIO().start().waitFor();
        }
        case "reading child" -> {
          // cat ends at once: its stdin is not the front end's.
          int _ = new ProcessBuilder("cat").inheritIO().start().waitFor();
          System.err.println("noise");
        }
        default -> throw new IllegalArgumentException(how.text());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("restricted")
  private static void putsNatively() {
    Linker linker = Linker.nativeLinker();
    var puts =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("puts"), FunctionDescriptor.of(JAVA_INT, ADDRESS));
    var flush =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("fflush"), FunctionDescriptor.of(JAVA_INT, ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) puts.invokeExact(arena.allocateFrom("noise"));
      int _ = (int) flush.invokeExact(MemorySegment.NULL);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void log(Note note) {
    for (int i = 1; i <= note.number(); i++) {
      System.err.println("line " + i + " " + "x".repeat(100));
    }
  }

  private static void exit(Note note) {
    System.err.println(note.text());
    Runtime.getRuntime().halt(note.number());
  }
}
