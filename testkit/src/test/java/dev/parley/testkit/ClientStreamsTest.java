package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.core.client.CallOptions;
import dev.parley.core.client.Conversation;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.client.EventStream;
import dev.parley.core.client.Result;
import dev.parley.core.client.Upload;
import dev.parley.core.codec.MessageTooLargeException;
import dev.parley.core.event.Never;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams as a Java client has them, with a real core at the other end. */
@Timeout(30)
class ClientStreamsTest extends CoreTest {
  private CoreClient client() throws Exception {
    return client(Limits.DEFAULT, Limits.DEFAULT);
  }

  private CoreClient client(Limits cores, Limits clients) throws Exception {
    start(cores);
    return opened(
        CoreClient.builder().limits(clients).expect(Echo.GROUP).connect(transport.dial()));
  }

  private static EventStream<Note, Note, Note> export(CoreClient client, String text, int items) {
    return client.open(Echo.EXPORT, new Note(text, items), CallOptions.NONE);
  }

  private static Upload<Note, Note, Note> upload(CoreClient client, int answersAfter) {
    return client.open(Echo.IMPORT, new Note("", answersAfter), CallOptions.NONE);
  }

  private static void assertReason(Throwable thrown, Reason reason) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            EventFailedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void itemsComeInOrderAndTheResponseAfterThem() throws Exception {
    List<Integer> numbers = new ArrayList<>();
    try (var items = export(client(), "item", 1000)) {
      for (Note item : items) {
        numbers.add(item.number());
      }
      assertThat(items.await()).isEqualTo(new Note("item", 1000));
      assertThat(items.isDone()).isTrue();
    }
    assertThat(numbers).hasSize(1000).isSorted().startsWith(1).endsWith(1000);
  }

  @Test
  void aStreamWithoutItemsEndsAtOnce() throws Exception {
    Iterator<Note> items = export(client(), "", 0).iterator();
    assertThat(items.hasNext()).isFalse();
    assertThatThrownBy(items::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void theDeclaredErrorEndsAStreamBehindItsItems() throws Exception {
    var items = export(client(), "refuse", 3);
    Iterator<Note> iterator = items.iterator();
    for (int i = 1; i <= 3; i++) {
      assertThat(iterator.next()).isEqualTo(new Note("refuse", i));
    }
    assertThatThrownBy(iterator::hasNext)
        .isInstanceOfSatisfying(
            EventFailedException.class,
            e -> assertThat(e.error()).isEqualTo(new Note("refused by the handler", 3)));
    assertThat(items.result()).isEqualTo(new Result.Err<>(new Note("refused by the handler", 3)));
  }

  @Test
  void aFailingHandlerEndsAStreamBehindItsItems() throws Exception {
    Iterator<Note> items = export(client(), "break", 1).iterator();
    assertThat(items.next().number()).isEqualTo(1);
    assertThatThrownBy(items::hasNext).satisfies(e -> assertReason(e, Reason.HANDLER_FAILED));
  }

  @Test
  void aStreamThatNobodyReadsMakesItsHandlerWait() throws Exception {
    CoreClient client = client(Limits.DEFAULT, Limits.DEFAULT.withStreamItems(10));
    try (var items = export(client, "", 1000)) {
      while (echo.items() < 10) {
        Thread.onSpinWait();
      }
      // Answered behind everything that the handler could send without waiting.
      client.call(Echo.SAY, Note.of("")).await();
      assertThat(echo.items()).isEqualTo(10);
      assertThat(items).hasSize(1000);
    }
  }

  @Test
  void anItemLargerThanTheWindowPasses() throws Exception {
    CoreClient client =
        client(
            Limits.DEFAULT.withStreamItems(1).withStreamBytes(1),
            Limits.DEFAULT.withStreamItems(1).withStreamBytes(1));
    String large = "x".repeat(100_000);
    assertThat(export(client, large, 5)).extracting(Note::text).containsOnly(large).hasSize(5);
    try (var upload = upload(client, 0)) {
      for (int i = 0; i < 5; i++) {
        upload.send(Note.of(large));
      }
      assertThat(upload.finish().await()).isEqualTo(new Note(large, 5));
    }
  }

  @Test
  void closingAStreamReachesItsHandler() throws Exception {
    var items = export(client(), "", Integer.MAX_VALUE);
    Iterator<Note> iterator = items.iterator();
    assertThat(iterator.next().number()).isEqualTo(1);
    items.close();
    assertThat(echo.ended().await(20, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(iterator::hasNext).satisfies(e -> assertReason(e, Reason.CANCELLED));
    assertThatThrownBy(items::result).satisfies(e -> assertReason(e, Reason.CANCELLED));
  }

  @Test
  void closingAStreamThatWasAnsweredKeepsItsAnswer() throws Exception {
    var items = export(client(), "item", 3);
    Iterator<Note> iterator = items.iterator();
    assertThat(items.await()).isEqualTo(new Note("item", 3));
    items.close();
    assertThat(items.await()).isEqualTo(new Note("item", 3));
    assertThatThrownBy(iterator::hasNext)
        .hasMessage("Echo.Export: closed before all its items were taken");
  }

  @Test
  void anInterruptedReaderCancelsTheCall() throws Exception {
    CoreClient client = client();
    // Sends back what it gets, and then waits for more.
    Conversation<Note, Note, Note, Note> talk =
        client.open(Echo.TALK, Note.of(""), CallOptions.NONE);
    talk.send(Note.of("the handler runs"));
    Iterator<Note> items = talk.iterator();
    assertThat(items.next().text()).isEqualTo("the handler runs");
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                boolean _ = items.hasNext();
              } catch (EventFailedException e) {
                thrown.complete(e);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
              }
            });
    reader.interrupt();
    assertReason(thrown.get(20, TimeUnit.SECONDS), Reason.CANCELLED);
    assertThat(echo.ended().await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theItemsOfACallAreIteratedOnce() throws Exception {
    var items = export(client(), "", 1);
    var _ = items.iterator();
    assertThatThrownBy(items::iterator).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatAnEventDoesNotStreamCannotBeUsed() throws Exception {
    CoreClient client = client();
    Conversation<Never, Note, Note, Note> down =
        client.open(Echo.EXPORT, new Note("", 1), CallOptions.NONE);
    assertThatThrownBy(down::finish).hasMessage("Echo.Export takes no items");
    Conversation<Note, Never, Note, Note> up =
        client.open(Echo.IMPORT, new Note("", 1), CallOptions.NONE);
    assertThatThrownBy(up::iterator).hasMessage("Echo.Import sends no items");
    up.close();
  }

  @Test
  void anUploadIsAnsweredWhenItIsFinished() throws Exception {
    try (var upload = upload(client(), 0)) {
      for (int i = 0; i < 1000; i++) {
        upload.send(new Note("item " + i, i));
      }
      assertThat(upload.finish().await()).isEqualTo(new Note("item 999", 1000));
    }
  }

  @Test
  void anUploadWithoutItemsIsAnswered() throws Exception {
    assertThat(upload(client(), 0).finish().await()).isEqualTo(new Note("", 0));
  }

  @Test
  void whatComesAfterTheResponseOfAnUploadIsDropped() throws Exception {
    CoreClient client = client(Limits.DEFAULT.withStreamItems(4), Limits.DEFAULT);
    try (var upload = upload(client, 2)) {
      for (int i = 0; i < 1000; i++) {
        upload.send(Note.of("item"));
      }
      assertThat(upload.finish().await()).isEqualTo(new Note("item", 2));
    }
    assertThat(echo.items()).isEqualTo(2);
  }

  @Test
  void theDeclaredErrorEndsAnUpload() throws Exception {
    CoreClient client = client(Limits.DEFAULT.withStreamItems(4), Limits.DEFAULT);
    try (var upload = upload(client, 0)) {
      upload.send(Note.of("fine"));
      upload.send(Note.of("refuse"));
      assertThatThrownBy(
              () -> {
                while (true) {
                  upload.send(Note.of("too late"));
                }
              })
          .isInstanceOfSatisfying(
              EventFailedException.class,
              e -> assertThat(e.error()).isEqualTo(new Note("refused by the handler", 1)));
    }
  }

  @Test
  void anItemThatCannotBeSentIsRefusedAndTheUploadGoesOn() throws Exception {
    CoreClient client = client(Limits.DEFAULT.withMaxFrameBytes(1000), Limits.DEFAULT);
    try (var upload = upload(client, 0)) {
      upload.send(Note.of("first"));
      assertThatThrownBy(() -> upload.send(Note.of("x".repeat(1000))))
          .isInstanceOf(MessageTooLargeException.class)
          .hasMessageContaining("1,000 (Limits.maxFrameBytes)");
      assertThatThrownBy(() -> upload.send(Note.of("\ud800"))).hasMessageContaining("Note.text");
      upload.send(Note.of("second"));
      assertThat(upload.finish().await()).isEqualTo(new Note("second", 2));
    }
  }

  @Test
  void nothingIsSentAfterAnUploadIsFinished() throws Exception {
    try (var upload = upload(client(), 0)) {
      var call = upload.finish();
      assertThatThrownBy(() -> upload.send(Note.of("late")))
          .hasMessage("Echo.Import: finished already, and takes no more items");
      assertThat(upload.finish()).as("again").isSameAs(call);
      assertThat(call.await()).isEqualTo(new Note("", 0));
    }
  }

  @Test
  void cancellingAnUploadWakesWhoSends() throws Exception {
    CoreClient client = client(Limits.DEFAULT.withStreamItems(1), Limits.DEFAULT);
    Conversation<Note, Note, Note, Note> talk =
        client.open(Echo.TALK, Note.of(""), CallOptions.NONE);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread _ =
        Thread.ofVirtual()
            .start(() -> {
              try {
                while (true) {
                  talk.send(Note.of("nobody takes the echo of this"));
                }
              } catch (EventFailedException | InterruptedException e) {
                thrown.complete(e);
              }
            });
    while (echo.items() < 200) {
      Thread.onSpinWait();
    }
    talk.cancel();
    assertReason(thrown.get(20, TimeUnit.SECONDS), Reason.CANCELLED);
    assertThat(echo.ended().await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aConversationGoesBothWaysAtOnce() throws Exception {
    try (Conversation<Note, Note, Note, Note> talk =
        client().open(Echo.TALK, Note.of(""), CallOptions.NONE)) {
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; i < 5000; i++) {
                    talk.send(new Note("said", i));
                  }
                  var _ = talk.finish();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      int count = 0;
      for (Note echoed : talk) {
        assertThat(echoed.number()).isEqualTo(count++);
      }
      assertThat(talk.await()).isEqualTo(new Note("", 5000));
      sender.join();
    }
  }

  @Test
  void losingTheConnectionEndsAStreamBehindWhatCame() throws Exception {
    CoreClient client = client(Limits.DEFAULT, Limits.DEFAULT.withStreamItems(2));
    var items = export(client, "", 1000);
    while (echo.items() < 2) {
      Thread.onSpinWait();
    }
    client.call(Echo.SAY, Note.of("behind the items")).await();
    client.close();
    Iterator<Note> iterator = items.iterator();
    assertThat(iterator.next().number()).isEqualTo(1);
    assertThat(iterator.next().number()).isEqualTo(2);
    assertThatThrownBy(iterator::next).satisfies(e -> assertReason(e, Reason.OUTCOME_UNKNOWN));
    assertThat(echo.ended().await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aCallbackThatWouldWaitForItselfIsRefused() throws Exception {
    CoreClient client = client();
    var other = client.open(Echo.TALK, Note.of(""), CallOptions.NONE);
    var items = export(client, "", 1000);
    Iterator<Note> iterator = items.iterator();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Throwable> alsoThrown = new AtomicReference<>();
    CountDownLatch called = new CountDownLatch(1);
    client
        .call(Echo.WAIT, Note.of(""))
        .whenDone((result, failure) -> {
          thrown.set(catchThrowable(() -> iterator.hasNext()));
          alsoThrown.set(catchThrowable(other::await));
          called.countDown();
        });
    echo.release();
    assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(thrown.get()).hasMessageContaining("would wait for itself");
    assertThat(alsoThrown.get()).hasMessageContaining("would wait for itself");
    items.close();
  }

  @Test
  void streamsThatHaveEndedAndWereLeftUnreadDoNotCountAgainstOthers() throws Exception {
    int frame = 1024;
    Limits small = Limits.DEFAULT.withMaxFrameBytes(frame).withMaxQueueBytes(frame + 4);
    CoreClient client = client(Limits.DEFAULT, small);
    for (int i = 0; i < 10; i++) {
      EventStream<Note, Note, Note> left = export(client, "x".repeat(600), 1);
      assertThat(left.await()).isEqualTo(new Note("x".repeat(600), 1));
      if (i % 2 == 0) {
        assertThat(left.iterator().next().number()).isEqualTo(1);
      }
    }
  }
}
