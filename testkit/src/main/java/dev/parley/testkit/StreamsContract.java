package dev.parley.testkit;

import static dev.parley.testkit.CoreUnderTest.assertServed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.client.CallOptions;
import dev.parley.core.client.Conversation;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.client.EventStream;
import dev.parley.core.client.Upload;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.Protocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Streams: in order, both ways, and never further than who reads them has got. */
interface StreamsContract extends CoreUnderTest {
  /** A front end that lets the core send so many items of a stream. */
  private CoreClient clientWithWindow(int items) throws IOException {
    return opened(
        CoreClient.builder()
            .expect(Echo.GROUP)
            .limits(Limits.DEFAULT.withStreamItems(items))
            .connect(link()));
  }

  private static EventStream<Note, Note, Note> export(CoreClient client, String text, int items) {
    return client.open(Echo.EXPORT, new Note(text, items), CallOptions.NONE);
  }

  private static List<Integer> numbers(Iterable<Note> items) {
    List<Integer> numbers = new ArrayList<>();
    items.forEach(item -> numbers.add(item.number()));
    return numbers;
  }

  private static List<Integer> upTo(int last) {
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  default void itemsArriveInOrderAndTheResponseAfterThem() throws Exception {
    start(Limits.DEFAULT);
    try (var items = export(client(), "item", 2000)) {
      assertThat(numbers(items)).isEqualTo(upTo(2000));
      assertThat(items.await()).isEqualTo(new Note("item", 2000));
    }
  }

  @Test
  default void anUploadArrivesWholeAndIsAnswered() throws Exception {
    start(Limits.DEFAULT);
    try (Upload<Note, Note, Note> upload =
        client().open(Echo.IMPORT, Note.of(""), CallOptions.NONE)) {
      for (int i = 1; i <= 2000; i++) {
        upload.send(Note.of("item " + i));
      }
      assertThat(upload.finish().await()).isEqualTo(new Note("item 2000", 2000));
    }
  }

  @Test
  default void itemsGoBothWaysAtOnceAndInOrder() throws Exception {
    start(Limits.DEFAULT);
    try (Conversation<Note, Note, Note, Note> talk =
        client().open(Echo.TALK, Note.of(""), CallOptions.NONE)) {
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 1; i <= 2000; i++) {
                    talk.send(new Note("said", i));
                  }
                  var _ = talk.finish();
                } catch (InterruptedException | EventFailedException e) {
                  talk.cancel(); // The reader finds out.
                }
              });
      assertThat(numbers(talk)).isEqualTo(upTo(2000));
      assertThat(talk.await()).isEqualTo(new Note("", 2000));
      sender.join();
    }
  }

  @Test
  default void manyStreamsShareAConnection() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = clientWithWindow(4);
    List<Iterator<Note>> streams = new ArrayList<>();
    for (int s = 0; s < 20; s++) {
      streams.add(export(client, "stream " + s, 50).iterator());
    }
    for (int i = 1; i <= 50; i++) {
      for (int s = 0; s < 20; s++) {
        assertThat(streams.get(s).next()).isEqualTo(new Note("stream " + s, i));
      }
      assertServed(client);
    }
    assertThat(streams).noneMatch(Iterator::hasNext);
  }

  @Test
  default void aHandlerMaySendAsManyItemsAsTheWindowHasAndNoMore() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = clientWithWindow(10);
    try (var fits = export(client, "", 10)) {
      assertThat(fits.await()).as("10, which nobody took").isEqualTo(new Note("", 10));
    }
    try (var waits = export(client, "", 11)) {
      CoreThreads.awaitUntil(() -> echo().items() == 20, "the handler has sent 10 more");
      assertServed(client);
      assertThat(waits.isDone()).as("11, of which none was taken").isFalse();
      assertThat(echo().items()).isEqualTo(20);
      assertThat(numbers(waits)).isEqualTo(upTo(11));
    }
  }

  @Test
  default void aFrontEndMaySendAsManyItemsAsTheWindowHasAndNoMore() throws Exception {
    start(Limits.DEFAULT.withStreamItems(10));
    CoreClient client = clientWithWindow(1);
    try (Conversation<Note, Note, Note, Note> talk =
        client.open(Echo.TALK, Note.of(""), CallOptions.NONE)) {
      AtomicInteger sent = new AtomicInteger();
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 1; i <= 30; i++) {
                    talk.send(new Note("", i));
                    sent.incrementAndGet();
                  }
                  var _ = talk.finish();
                } catch (InterruptedException | EventFailedException e) {
                  talk.cancel(); // The reader finds out.
                }
              });
      // The handler sends back one and waits with the second: it has taken less than it gives back.
      CoreThreads.awaitUntil(() -> echo().items() == 2 && sent.get() == 10, "10 are sent");
      assertServed(client);
      assertThat(sent).as("sent while nobody takes what comes back").hasValue(10);
      assertThat(echo().items()).isEqualTo(2);
      assertThat(numbers(talk)).isEqualTo(upTo(30));
      sender.join();
    }
  }

  @Test
  default void theDeclaredErrorEndsAStreamBehindItsItems() throws Exception {
    start(Limits.DEFAULT);
    try (var items = export(client(), "refuse", 3)) {
      Iterator<Note> iterator = items.iterator();
      for (int i = 1; i <= 3; i++) {
        assertThat(iterator.next()).isEqualTo(new Note("refuse", i));
      }
      assertThatThrownBy(iterator::hasNext)
          .isInstanceOfSatisfying(
              EventFailedException.class,
              e -> assertThat(e.error()).isEqualTo(new Note("refused by the handler", 3)));
    }
  }

  @Test
  default void anItemThatIsRefusedEndsItsCallOnly() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.IMPORT.head(), Note.of(""));
    front.item(1, RawBytes.CODEC, new RawBytes(new byte[] {0x0a, 0x05, 'a'}));
    assertThat(front.expectFailure(1, Reason.INVALID_PAYLOAD)).contains("Echo.Import", "Note");
    front.item(1, Note.CODEC, Note.of("behind the answer"));
    front.endItems(1);
    front.request(2, Echo.SAY, Note.of("well"));
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
  }

  @Test
  default void leavingAStreamReachesItsHandler() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = client();
    try (var items = export(client, "", Integer.MAX_VALUE)) {
      assertThat(items.iterator().next().number()).isEqualTo(1);
    }
    assertThat(echo().ended().await(20, TimeUnit.SECONDS)).isTrue();
    assertServed(client);
  }

  @Test
  default void losingTheConnectionReachesTheHandlerOfItsStream() throws Exception {
    start(Limits.DEFAULT);
    CoreClient healthy = client();
    CoreClient client = client();
    var items = export(client, "", Integer.MAX_VALUE).iterator();
    assertThat(items.next().number()).isEqualTo(1);
    client.close();
    assertThat(echo().ended().await(20, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(
            () -> {
              while (items.hasNext()) {
                var _ = items.next();
              }
            })
        .isInstanceOfSatisfying(
            EventFailedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.OUTCOME_UNKNOWN));
    assertServed(healthy);
  }

  @Test
  default void streamsToAFrontEndThatReadsSlowlyWaitAndNeverEndItsConnection() throws Exception {
    start(Limits.DEFAULT.withMaxFrameBytes(64 << 10).withMaxQueueBytes(256 << 10));
    CoreClient healthy = client();
    RawFrontEnd slow = raw().greet(1000, 1 << 30);
    int streams = 8;
    int items = 100;
    for (int id = 1; id <= streams; id++) {
      slow.request(id, Echo.EXPORT.head(), new Note("x".repeat(10_000), items));
    }
    for (int i = 0; i < 100; i++) {
      assertServed(healthy);
    }
    int[] last = new int[streams + 1];
    int answered = 0;
    while (answered < streams) {
      int kind = slow.next();
      int id = (int) slow.frame().id();
      if (kind == FrameKind.RESPONSE) {
        assertThat(slow.frame().code()).isEqualTo(Protocol.OK);
        assertThat(last[id]).isEqualTo(items);
        answered++;
      } else {
        assertThat(kind).isEqualTo(FrameKind.STREAM_ITEM);
        assertThat(slow.frame().payload(Note.CODEC).number()).isEqualTo(++last[id]);
      }
    }
  }
}
