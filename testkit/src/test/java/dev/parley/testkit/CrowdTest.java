package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.protocol.Limits;
import dev.parley.core.wire.FrameKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Notifications that many front ends hear, which are sent with the help of a thread of their own.
 */
class CrowdTest extends CoreTest {
  private static final int FRONT_ENDS = 12;
  private static final int EACH = 400;

  private List<RawFrontEnd> crowd() throws IOException {
    List<RawFrontEnd> crowd = new ArrayList<>();
    for (int i = 0; i < FRONT_ENDS; i++) {
      RawFrontEnd front = raw().greet();
      front.subscribe(1, "Echo");
      crowd.add(front);
    }
    return crowd;
  }

  private Thread sender(String name) {
    return Thread.ofVirtual()
        .start(() -> {
          for (int i = 1; i <= EACH; i++) {
            hub.send(Echo.HEARD, new Note(name, i));
          }
        });
  }

  @Test
  void everyOneOfThemHearsEverythingInOrder() throws Exception {
    start(Limits.DEFAULT);
    List<RawFrontEnd> crowd = crowd();
    List<Thread> senders = List.of(sender("a"), sender("b"));
    for (RawFrontEnd front : crowd) {
      int a = 0;
      int b = 0;
      for (int seq = 1; seq <= 2 * EACH; seq++) {
        Note note = front.expectNotification(seq);
        int last = note.text().equals("a") ? ++a : ++b;
        assertThat(note.number()).as("the next of %s", note.text()).isEqualTo(last);
      }
    }
    for (Thread sender : senders) {
      sender.join();
    }
  }

  @Test
  void whatWasSentBeforeTheCoreClosesArrivesAndNoThreadIsLeft() throws Exception {
    var core = start(Limits.DEFAULT);
    List<RawFrontEnd> crowd = crowd();
    hub.send(Echo.HEARD, Note.of("last"));
    core.close();
    for (RawFrontEnd front : crowd) {
      assertThat(front.expectNotification(1)).isEqualTo(Note.of("last"));
      assertThat(front.next()).isEqualTo(FrameKind.GO_AWAY);
    }
    CoreThreads.awaitEnd(core.name() + " flusher");
  }
}
