package dev.parley.transport.unix;

import dev.parley.core.Core;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.event.EventType;
import dev.parley.core.event.GroupContract;
import dev.parley.core.event.Never;
import dev.parley.core.notify.NotificationHub;
import dev.parley.testkit.Echo;
import dev.parley.testkit.Note;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A process that serves the echo group at a socket and keeps a ledger of what its handlers did,
 * which outlives it. The TypeScript client's tests cut its connections, and kill it. It ends with
 * its stdin.
 */
final class LedgerCore {
  private static final GroupContract GROUP =
      new GroupContract("Ledger", "00000000000000fe", "event Ledger.Enter = 0 (Note) -> Note\n");

  /** Writes the payload's number into the ledger, a line each time, and answers the payload. */
  private static final EventType<Note, Note, Never> ENTER =
      EventType.of("Ledger.Enter", Note.CODEC, Note.CODEC);

  private LedgerCore() {}

  /**
   * @param arguments the socket's path and the ledger's
   */
  static void main(String[] arguments) throws IOException {
    Path ledger = Path.of(arguments[1]);
    NotificationHub hub = NotificationHub.create();
    Core core =
        Core.builder()
            .name("ledger")
            .notifications(hub)
            .plugin(new Echo(hub).binding())
            .plugin(EventGroupBinding.of(GROUP).handle(ENTER, note -> enter(ledger, note)).build())
            .listen(UnixSocketTransport.at(Path.of(arguments[0])))
            .start();
    System.out.println("serving");
    while (System.in.read() >= 0) {
      // Only the end of the input counts.
    }
    core.close();
  }

  private static Note enter(Path ledger, Note note) {
    byte[] line = (note.number() + "\n").getBytes(StandardCharsets.US_ASCII);
    try {
      Files.write(ledger, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return note;
  }
}
