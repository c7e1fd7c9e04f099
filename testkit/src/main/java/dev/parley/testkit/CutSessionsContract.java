package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.Protocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/**
 * Resumable sessions whose links are cut after any byte: over all links together the front end
 * hears the very bytes that it would have heard over one, and every handler runs once. For
 * transports whose front ends can dial again.
 */
interface CutSessionsContract extends CoreUnderTest {
  /** How many handlers run in {@link #converse}. */
  int CALLS = 7;

  /** How many items they send and take. */
  int ITEMS = 5 + 3 + 2;

  /** One conversation over links with these faults at the front end's end, by their numbers. */
  private UnbrokenLink conversation(IntFunction<Faults> faults, List<FaultyLink> links)
      throws Exception {
    int calls = echo().calls();
    int items = echo().items();
    UnbrokenLink session =
        new UnbrokenLink(
            number -> {
              FaultyLink link = new FaultyLink(link(), faults.apply(number), time());
              links.add(link);
              return link;
            },
            2);
    try (session) {
      converse(new RawFrontEnd(session), calls);
      assertThat(echo().calls() - calls).as("handlers that ran").isEqualTo(CALLS);
      assertThat(echo().items() - items).as("items they sent and took").isEqualTo(ITEMS);
    }
    return session;
  }

  /** Every kind of frame that a session has; always in the same bytes. */
  private void converse(RawFrontEnd front, int callsBefore) throws IOException {
    front.subscribe(1, "Echo");
    front.request(2, Echo.SAY, new Note("said", 2));
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
    front.request(3, Echo.NOTIFY, new Note("notified", 3));
    for (int i = 1; i <= 3; i++) {
      assertThat(front.expectNotification(i)).isEqualTo(new Note("heard", i));
    }
    assertThat(front.expectAnswer(3)).isEqualTo(Protocol.OK);
    front.request(4, Echo.EXPORT.head(), new Note("item", 5));
    for (int i = 1; i <= 5; i++) {
      assertThat(front.expectItem(4, Note.CODEC)).isEqualTo(new Note("item", i));
      if (i % 2 == 0) {
        front.credit(4, 2, 100);
      }
    }
    assertThat(front.expectAnswer(4)).isEqualTo(Protocol.OK);
    front.request(5, Echo.IMPORT.head(), Note.of(""));
    for (int i = 1; i <= 3; i++) {
      front.item(5, Note.CODEC, new Note("up", i));
    }
    front.endItems(5);
    assertThat(front.expectAnswer(5)).isEqualTo(Protocol.OK);
    assertThat(front.frame().payload(Note.CODEC)).isEqualTo(new Note("up", 3));
    front.request(6, Echo.TALK.head(), Note.of(""));
    for (int i = 1; i <= 2; i++) {
      front.item(6, Note.CODEC, new Note("both ways", i));
      assertThat(front.expectItem(6, Note.CODEC)).isEqualTo(new Note("both ways", i));
    }
    front.endItems(6);
    assertThat(front.expectAnswer(6)).isEqualTo(Protocol.OK);
    front.request(7, Echo.WAIT, Note.of("given up"));
    CoreThreads.awaitUntil(() -> echo().calls() == callsBefore + 6, "the handler has begun");
    front.cancel(7);
    String _ = front.expectFailure(7, Reason.CANCELLED);
    front.unsubscribe(1);
    front.request(8, Echo.SAY_INLINE, new Note("said", 8));
    assertThat(front.expectAnswer(8)).isEqualTo(Protocol.OK);
  }

  private FaultyLink startAndTalkOverOneLink() throws Exception {
    start(Limits.DEFAULT.withMaxConnections(10_000));
    List<FaultyLink> links = new ArrayList<>();
    assertThat(conversation(_ -> Faults.NONE, links).links()).isEqualTo(1);
    return links.getFirst();
  }

  private byte[] heardOverOneLink() throws Exception {
    return conversation(_ -> Faults.NONE, new ArrayList<>()).heard();
  }

  private void cutEverywhere(ToLongFunction<FaultyLink> counting, LongFunction<Faults> cutting)
      throws Exception {
    long bytes = counting.applyAsLong(startAndTalkOverOneLink());
    byte[] whole = heardOverOneLink();
    int redialled = 0;
    for (long cut = 0; cut < bytes; cut++) {
      Faults first = cutting.apply(cut);
      UnbrokenLink session = conversation(n -> n == 1 ? first : Faults.NONE, new ArrayList<>());
      assertThat(session.heard()).as("cut after %,d of %,d bytes", cut, bytes).isEqualTo(whole);
      redialled += session.links() - 1;
    }
    assertThat(redialled).as("cuts that were noticed").isGreaterThan((int) bytes / 2);
  }

  @Test
  default void aSessionMayBeCutAfterEveryByteThatTheFrontEndHears() throws Exception {
    cutEverywhere(FaultyLink::bytesRead, Faults.NONE::cutAfterReading);
  }

  @Test
  default void aSessionMayBeCutAfterEveryByteThatTheFrontEndSays() throws Exception {
    cutEverywhere(FaultyLink::bytesWritten, Faults.NONE::cutAfterWriting);
  }

  /** The first link is cut in the middle, then one handshake after another comes to nothing. */
  @Test
  default void aResumeMayBeCutAfterEveryByteOfItsHandshake() throws Exception {
    FaultyLink whole = startAndTalkOverOneLink();
    byte[] expected = heardOverOneLink();
    Faults middle = Faults.NONE.cutAfterReading(whole.bytesRead() / 2);
    UnbrokenLink session =
        conversation(
            n -> {
              if (n == 1) {
                return middle;
              }
              return n % 2 == 0
                  ? Faults.NONE.cutAfterReading(n / 2)
                  : Faults.NONE.cutAfterWriting(n / 2);
            },
            new ArrayList<>());
    assertThat(session.heard()).isEqualTo(expected);
    assertThat(session.links()).isGreaterThan(100);
  }

  /** Each link lives a little longer than its handshake takes. */
  @Test
  default void aSessionGetsThereOverLinksThatLiveForAMoment() throws Exception {
    FaultyLink whole = startAndTalkOverOneLink();
    byte[] expected = heardOverOneLink();
    long welcome = whole.bytesRead() - expected.length;
    for (int more = 60; more <= 100; more += 5) {
      int bytes = more;
      UnbrokenLink session =
          conversation(_ -> Faults.NONE.cutAfterReading(welcome + 20 + bytes), new ArrayList<>());
      assertThat(session.heard()).as("%s bytes a link", bytes).isEqualTo(expected);
      assertThat(session.links()).isGreaterThan(expected.length / (bytes + 40));
    }
  }

  /** Much more than is kept, so that both sides must have acknowledged it meanwhile. */
  @Test
  default void megabytesCrossLinksThatAreCutAgainAndAgain() throws Exception {
    int mebibyte = 1 << 20;
    start(Limits.DEFAULT.withMaxFrameBytes(mebibyte / 2).withMaxQueueBytes(mebibyte));
    UnbrokenLink session =
        new UnbrokenLink(
            n ->
                new FaultyLink(
                    link(),
                    n % 2 == 0
                        ? Faults.NONE.cutAfterReading(n * 50_021L)
                        : Faults.NONE.cutAfterWriting(n * 40_013L),
                    time()),
            256);
    RawFrontEnd front = new RawFrontEnd(session);
    String text = "x".repeat(10_000);
    for (int i = 1; i <= 500; i++) {
      front.request(i, Echo.SAY, new Note(text, i));
      int kind = front.next();
      while (kind == FrameKind.ACK) {
        kind = front.next();
      }
      assertThat(kind).isEqualTo(FrameKind.RESPONSE);
      assertThat(front.frame().payload(Note.CODEC)).isEqualTo(new Note(text, i));
    }
    assertThat(echo().calls()).isEqualTo(500);
    assertThat(session.links()).isGreaterThan(10);
    session.close();
  }
}
