package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.client.Call;
import dev.parley.core.client.CallOptions;
import dev.parley.core.client.ConnectFailedException;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.client.Subscription;
import dev.parley.core.protocol.Reason;
import dev.parley.core.time.Ticker;
import dev.parley.core.transport.ByteDuplex;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Everything that a front end and a core have to say to each other, in one go and always in the
 * same bytes: greeting, subscription, calls, notifications, streams, cancellation. The connection
 * may be lost at any moment of it. For use by one thread.
 */
final class Dialogue {
  /** The front end's name; part of its thread's names. */
  static final String NAME = "dialogue";

  private static final Set<Reason> LOST =
      Set.of(Reason.OUTCOME_UNKNOWN, Reason.CONNECTION_LOST, Reason.NOT_CONNECTED);

  /** How often each call ended, in the order in which they were made. */
  private final List<AtomicInteger> endings = new ArrayList<>();

  private final List<String> done = new ArrayList<>();
  private final ConcurrentLinkedQueue<Integer> heard = new ConcurrentLinkedQueue<>();
  private boolean lost;

  /** How far it came: what was done before the connection was lost, which is not an error. */
  List<String> done() {
    return done;
  }

  boolean isLost() {
    return lost;
  }

  /** Talks over a new connection until all is said, and closes it. */
  Dialogue over(ByteDuplex link, Ticker time) throws InterruptedException {
    try (CoreClient client =
        CoreClient.builder().name(NAME).ticker(time).expect(Echo.GROUP).connect(link)) {
      with(client);
    } catch (ConnectFailedException e) {
      assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.CONNECTION_LOST);
      lost = true;
    }
    return this;
  }

  /** Talks by a client until all is said. */
  void with(CoreClient client) throws InterruptedException {
    done.add("greeted");
    Subscription listening = subscribe(client);
    call("said", client, c -> c.call(Echo.SAY, new Note("said", 1)));
    call("said inline", client, c -> c.call(Echo.SAY_INLINE, new Note("said", 2)));
    call("refused", client, c -> c.call(Echo.SAY, new Note("refuse", 3)));
    call("notified", client, c -> c.call(Echo.NOTIFY, new Note("", 3)));
    listening.close();
    attempt("exported", () -> export(client));
    attempt("imported", () -> upload(client));
    cancelOne(client);
    call("said after", client, c -> c.call(Echo.SAY, new Note("said", 4)));
  }

  /** What its listener heard. */
  List<Integer> heard() {
    return List.copyOf(heard);
  }

  private Subscription subscribe(CoreClient client) throws InterruptedException {
    try {
      Subscription listening = client.subscribe(Echo.HEARD, (_, note) -> heard.add(note.number()));
      done.add("subscribed");
      return listening;
    } catch (EventFailedException e) {
      if (e.reason() != Reason.CONNECTION_LOST) { // what the end of a connection is to who listens
        lose(e);
      }
      lost = true;
      return () -> {};
    }
  }

  private <R> void call(String what, CoreClient client, Function<CoreClient, Call<R, ?>> calling)
      throws InterruptedException {
    attempt(
        what,
        () -> {
          var _ = counted(calling.apply(client)).result();
        });
  }

  private <R, E> Call<R, E> counted(Call<R, E> call) {
    AtomicInteger ended = new AtomicInteger();
    endings.add(ended);
    call.whenDone((_, _) -> ended.incrementAndGet());
    return call;
  }

  private static void export(CoreClient client) throws InterruptedException {
    try (var items = client.open(Echo.EXPORT, new Note("item", 3), CallOptions.NONE)) {
      int last = 0;
      for (Note item : items) {
        assertThat(item).isEqualTo(new Note("item", ++last));
      }
      assertThat(items.await()).isEqualTo(new Note("item", last));
    }
  }

  private void upload(CoreClient client) throws InterruptedException {
    try (var upload = client.open(Echo.IMPORT, Note.of(""), CallOptions.NONE)) {
      upload.send(Note.of("one"));
      upload.send(Note.of("two"));
      assertThat(counted(upload.finish()).await()).isEqualTo(new Note("two", 2));
    }
  }

  /** Ends on this side in any case. */
  private void cancelOne(CoreClient client) throws InterruptedException {
    Call<Note, ?> call = counted(client.call(Echo.WAIT, Note.of("")));
    call.cancel();
    try {
      var _ = call.result();
      assertThat(call).as("cancelled").isNull();
    } catch (EventFailedException e) {
      if (e.reason() != Reason.CANCELLED) {
        lose(e);
      }
    }
  }

  private interface Attempt {
    void run() throws InterruptedException;
  }

  private void attempt(String what, Attempt attempt) throws InterruptedException {
    try {
      attempt.run();
      assertThat(lost).as("%s after the connection was lost", what).isFalse();
      done.add(what);
    } catch (EventFailedException e) {
      lose(e);
    }
  }

  private void lose(EventFailedException e) {
    assertThat(e.reason()).as(e.getMessage()).isIn(LOST);
    lost = true;
  }

  /** Once the front end's threads are gone: nothing ended twice, and nothing was left. */
  void assertEveryCallEndedOnce() {
    assertThat(endings).extracting(AtomicInteger::get).as("%s", done).allMatch(n -> n == 1);
    assertThat(List.copyOf(heard)).isSorted().hasSizeLessThanOrEqualTo(3);
  }
}
