package dev.parley.testkit;

import dev.parley.annotations.CallEndedException;
import dev.parley.annotations.Outcome;
import dev.parley.annotations.Sink;
import dev.parley.annotations.Source;
import dev.parley.core.event.Empty;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.event.EventType;
import dev.parley.core.event.GroupContract;
import dev.parley.core.event.Never;
import dev.parley.core.event.StreamEventType;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.notify.NotificationType;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A small event group with a handler for every way in which a call can go, and a notification. It
 * is what the tests of cores, sessions and transports talk to.
 */
public final class Echo {
  public static final GroupContract GROUP =
      new GroupContract(
          "Echo",
          "00000000000000ec",
          """
          event Echo.Say = 0 (dev.parley.testkit.Note) -> dev.parley.testkit.Note
          field dev.parley.testkit.Note.1 = string text
          field dev.parley.testkit.Note.2 = int32 number
          """);

  /** Answers its payload, on a virtual thread; refuses the text "refuse" with its error. */
  public static final EventType<Note, Note, Note> SAY =
      EventType.of("Echo.Say", Note.CODEC, Note.CODEC)
          .throwing(EchoException.class, EchoException::error, Note.CODEC);

  /** The same on the reader thread. */
  public static final EventType<Note, Note, Note> SAY_INLINE =
      EventType.of("Echo.SayInline", Note.CODEC, Note.CODEC)
          .throwing(EchoException.class, EchoException::error, Note.CODEC)
          .inline();

  /** Waits until {@link #release} is called, then answers its payload. */
  public static final EventType<Note, Note, Never> WAIT =
      EventType.of("Echo.Wait", Note.CODEC, Note.CODEC);

  /** Waits as {@link #WAIT} does; it may be handled twice. */
  public static final EventType<Note, Note, Never> ASK =
      EventType.of("Echo.Ask", Note.CODEC, Note.CODEC).idempotent();

  /** Fails in the manner that the payload's text names. */
  public static final EventType<Note, Note, Never> FAIL =
      EventType.of("Echo.Fail", Note.CODEC, Note.CODEC);

  /** The same on the reader thread. */
  public static final EventType<Note, Note, Never> FAIL_INLINE =
      EventType.of("Echo.FailInline", Note.CODEC, Note.CODEC).inline();

  /** Sends so many notifications as the payload's number says, then answers. */
  public static final EventType<Note, Empty, Never> NOTIFY =
      EventType.of("Echo.Notify", Note.CODEC, Empty.CODEC);

  /** Sends so many {@link #PROGRESS} about the payload's text as its number says. */
  public static final EventType<Note, Empty, Never> ADVANCE =
      EventType.of("Echo.Advance", Note.CODEC, Empty.CODEC);

  /** The same of {@link #CHANGED}. */
  public static final EventType<Note, Empty, Never> CHANGE =
      EventType.of("Echo.Change", Note.CODEC, Empty.CODEC);

  /** Sends a {@link #SYNCED} with the payload, then one with it as the error. */
  public static final EventType<Note, Empty, Never> SYNC =
      EventType.of("Echo.Sync", Note.CODEC, Empty.CODEC);

  /** Answers a text of so many letters as the payload's number says. */
  public static final EventType<Note, Note, Never> GROW =
      EventType.of("Echo.Grow", Note.CODEC, Note.CODEC).inline();

  /** Neither payload nor response. */
  public static final EventType<Empty, Empty, Never> NOTHING =
      EventType.of("Echo.Nothing", Empty.CODEC, Empty.CODEC);

  /**
   * Streams as many items as the payload's number says, each with the payload's text and its own
   * number from 1, and answers the payload. With the text "refuse" its error ends the stream
   * instead, with "break" an undeclared exception.
   */
  public static final StreamEventType<Note, Never, Note, Note, Note> EXPORT =
      EventType.of("Echo.Export", Note.CODEC, Note.CODEC)
          .throwing(EchoException.class, EchoException::error, Note.CODEC)
          .sending(Note.CODEC);

  /**
   * Takes items and answers the last one's text and how many there were. With a number in the
   * payload it answers after so many; an item with the text "refuse" is refused with its error.
   */
  public static final StreamEventType<Note, Note, Never, Note, Note> IMPORT =
      EventType.of("Echo.Import", Note.CODEC, Note.CODEC)
          .throwing(EchoException.class, EchoException::error, Note.CODEC)
          .receiving(Note.CODEC);

  /** Sends back every item as it comes, and answers how many there were. */
  public static final StreamEventType<Note, Note, Note, Note, Note> TALK =
      EventType.of("Echo.Talk", Note.CODEC, Note.CODEC)
          .throwing(EchoException.class, EchoException::error, Note.CODEC)
          .receiving(Note.CODEC)
          .sending(Note.CODEC);

  /** What {@link #NOTIFY} sends; the subject is the payload's text. */
  public static final NotificationType<Note> HEARD =
      NotificationType.of("Echo", 1, "EchoNotification.Heard", Note.CODEC);

  /** Another one, which no handler sends. */
  public static final NotificationType<Note> ASIDE =
      NotificationType.of("Echo", 2, "EchoNotification.Aside", Note.CODEC);

  /** One of which a slow front end gets the latest. */
  public static final NotificationType<Note> PROGRESS =
      NotificationType.of("Echo", 3, "EchoNotification.Progress", Note.CODEC).latest();

  /** One that is held back for 200 ms of quiet, at most 1 s. */
  public static final NotificationType<Note> CHANGED =
      NotificationType.of("Echo", 4, "EchoNotification.Changed", Note.CODEC)
          .debounced(Duration.ofMillis(200), Duration.ofSeconds(1));

  /** One that carries a note in place of its payload where something went wrong. */
  public static final NotificationType<Outcome<Note, Note>> SYNCED =
      NotificationType.of("Echo", 5, "EchoNotification.Synced", Note.CODEC).orError(Note.CODEC);

  private final NotificationHub hub;
  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger items = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);

  public Echo(NotificationHub hub) {
    this.hub = hub;
  }

  /** Lets every {@link #WAIT} and {@link #ASK} answer. */
  public void release() {
    released.countDown();
  }

  /** Opens when a {@link #WAIT} or an {@link #ASK} was interrupted. */
  public CountDownLatch interrupted() {
    return interrupted;
  }

  /** How often a handler ran. */
  public int calls() {
    return calls.get();
  }

  /** How many items the handlers have sent and taken. */
  public int items() {
    return items.get();
  }

  /** Opens when a handler with a stream was told that its call has ended. */
  public CountDownLatch ended() {
    return ended;
  }

  public EventGroupBinding binding() {
    return EventGroupBinding.of(GROUP)
        .providedBy(Echo.class.getName())
        .handle(SAY, counted(Echo::say))
        .handle(SAY_INLINE, counted(Echo::say))
        .handle(WAIT, counted(this::await))
        .handle(ASK, counted(this::await))
        .handle(FAIL, counted(Echo::fail))
        .handle(FAIL_INLINE, counted(Echo::fail))
        .accept(NOTIFY, note -> send(HEARD, note))
        .accept(ADVANCE, note -> send(PROGRESS, note))
        .accept(CHANGE, note -> send(CHANGED, note))
        .accept(SYNC, this::sendOutcomes)
        .handle(GROW, counted(note -> Note.of("x".repeat(note.number()))))
        .run(NOTHING, calls::incrementAndGet)
        .handleStream(EXPORT, (head, source, sink) -> streaming(() -> export(head, sink)))
        .handleStream(IMPORT, (head, source, sink) -> streaming(() -> take(head, source)))
        .handleStream(TALK, (head, source, sink) -> streaming(() -> talk(source, sink)))
        .build();
  }

  private Note streaming(Supplier<Note> handler) {
    calls.incrementAndGet();
    try {
      return handler.get();
    } catch (CallEndedException e) {
      ended.countDown();
      throw e;
    }
  }

  private Note export(Note head, Sink<Note> sink) {
    for (int i = 1; i <= head.number(); i++) {
      sink.send(new Note(head.text(), i));
      items.incrementAndGet();
    }
    return switch (head.text()) {
      case "refuse" -> throw new EchoException(new Note("refused by the handler", head.number()));
      case "break" -> throw new IllegalStateException("secret of the handler");
      default -> head;
    };
  }

  private Note take(Note head, Source<Note> source) {
    String last = "";
    int count = 0;
    for (Note item : source) {
      items.incrementAndGet();
      if (item.text().equals("refuse")) {
        throw new EchoException(new Note("refused by the handler", count));
      }
      last = item.text();
      count++;
      if (count == head.number()) {
        break;
      }
    }
    return new Note(last, count);
  }

  private Note talk(Source<Note> source, Sink<Note> sink) {
    int count = 0;
    for (Note item : source) {
      items.incrementAndGet();
      sink.send(item);
      count++;
    }
    return new Note("", count);
  }

  private Function<Note, Note> counted(Function<Note, Note> handler) {
    return note -> {
      calls.incrementAndGet();
      return handler.apply(note);
    };
  }

  private static Note say(Note note) {
    if (note.text().equals("refuse")) {
      throw new EchoException(new Note("refused by the handler", note.number()));
    }
    return note;
  }

  private Note await(Note note) {
    try {
      released.await();
      return note;
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void send(NotificationType<Note> type, Note note) {
    calls.incrementAndGet();
    for (int i = 1; i <= note.number(); i++) {
      hub.send(type, note.text(), new Note("heard", i));
    }
  }

  private void sendOutcomes(Note note) {
    calls.incrementAndGet();
    hub.send(SYNCED, note.text(), Outcome.success(note));
    hub.send(SYNCED, note.text(), Outcome.failure(note));
  }

  @SuppressWarnings("NullAway") // That a handler returns null is what is shown.
  private static Note fail(Note note) {
    return switch (note.text()) {
      case "null" -> null;
      case "exception" -> throw new IllegalStateException("secret of the handler");
      case "undeclared" -> throw new EchoException(Note.of("undeclared"));
      case "error" -> throw new AssertionError("secret of the handler");
      case "stack" -> new Note(overflow(0) + "", 0);
      case "memory" -> throw new OutOfMemoryError("secret of the handler");
      case "unencodable" -> Note.of("\ud800");
      default -> throw new IllegalArgumentException("no such failure: " + note.text());
    };
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int overflow(int depth) {
    return overflow(depth + 1) + 1;
  }
}
