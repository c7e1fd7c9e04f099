package dev.parley.transport.ffi;

import dev.parley.core.Core;
import dev.parley.core.codec.Codec;
import dev.parley.core.event.Empty;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.event.EventType;
import dev.parley.core.event.GroupContract;
import dev.parley.core.event.Never;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.transport.Transport;
import dev.parley.testkit.Echo;
import dev.parley.testkit.Note;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The core that the C programs in {@code src/test/native} start: the {@link Echo} group, and one of
 * what only they need. A configuration that begins with {@code throw:} makes its start fail with
 * the text behind it.
 */
public final class HostedEcho implements EmbeddedCore {
  private static final GroupContract GROUP =
      new GroupContract("Host", "0000000000000057", "event Host.Sleep = 0 () -> ()\n");

  private static final System.Logger LOG = System.getLogger(HostedEcho.class.getName());

  /** Waits as many milliseconds as the payload's number says, then answers it. */
  private static final EventType<Note, Note, Never> SLEEP = event("Sleep", Note.CODEC);

  /** Never answers, whoever interrupts it. */
  private static final EventType<Note, Note, Never> STICK = event("Stick", Note.CODEC);

  /** Lets every {@code Echo.Wait} answer. */
  private static final EventType<Empty, Empty, Never> RELEASE = event("Release", Empty.CODEC);

  /** Logs the payload's text. */
  private static final EventType<Note, Note, Never> LOG_LINE = event("Log", Note.CODEC);

  /** Answers how many kilobytes of the heap are in use after a collection. */
  private static final EventType<Empty, Note, Never> HEAP =
      EventType.of("Host.Heap", Empty.CODEC, Note.CODEC);

  /** Ends the process from within Java, with the payload's number as its status. */
  private static final EventType<Note, Note, Never> EXIT = event("Exit", Note.CODEC);

  /** Runs the program that the payload's text names and answers its exit status. */
  private static final EventType<Note, Note, Never> RUN = event("Run", Note.CODEC);

  /** For the service loader. */
  public HostedEcho() {}

  private static <T> EventType<T, T, Never> event(String name, Codec<T> codec) {
    return EventType.of("Host." + name, codec, codec);
  }

  @Override
  public AutoCloseable start(Transport way, String config) throws Exception {
    if (config.startsWith("throw:")) {
      throw new IllegalStateException(config.substring("throw:".length()));
    }
    NotificationHub hub = NotificationHub.create();
    Echo echo = new Echo(hub);
    return Core.builder()
        .name("hosted")
        .notifications(hub)
        .plugin(echo.binding())
        .plugin(binding(echo))
        .listen(way)
        .start();
  }

  private static EventGroupBinding binding(Echo echo) {
    return EventGroupBinding.of(GROUP)
        .providedBy(HostedEcho.class.getName())
        .handle(SLEEP, HostedEcho::sleep)
        .handle(STICK, note -> stick())
        .run(RELEASE, echo::release)
        .handle(LOG_LINE, HostedEcho::log)
        .supply(HEAP, HostedEcho::heap)
        .handle(EXIT, HostedEcho::exit)
        .handle(RUN, HostedEcho::run)
        .build();
  }

  private static Note sleep(Note note) {
    try {
      TimeUnit.MILLISECONDS.sleep(note.number());
      return note;
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Note stick() {
    while (true) {
      LockSupport.parkNanos(1_000_000_000L);
    }
  }

  private static Note log(Note note) {
    LOG.log(System.Logger.Level.WARNING, note.text());
    return note;
  }

  private static Note heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return new Note("", (int) ((runtime.totalMemory() - runtime.freeMemory()) / 1024));
  }

  private static Note run(Note note) {
    try {
      return new Note(note.text(), new ProcessBuilder(note.text()).start().waitFor());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(note.text() + " could not be run", e);
    }
  }

  private static Note exit(Note note) {
    System.exit(note.number());
    return note;
  }
}
